import { InstarError } from '../../errors/index.ts'
import type { Component } from '../tokenizer-json.ts'
import { compileLiteral, compilePattern } from './regular-expression.ts'

/** Cuts a piece of text into smaller ones. */
export type Splitter = (text: string) => readonly string[]

/** What becomes of the separators that a pattern finds. */
const behaviors = {
  /** Separators are pieces of their own. */
  Isolated: (spans: readonly Span[]) => spans.map(span => span.text),
  /** Separators vanish. */
  Removed: (spans: readonly Span[]) => spans.filter(span => !span.separator).map(span => span.text),
  /** A separator ends the piece before it. */
  MergedWithPrevious: (spans: readonly Span[]) => join(spans, (last, next) => next.separator && !last.separator),
  /** A separator begins the piece after it. */
  MergedWithNext: (spans: readonly Span[]) => join(spans, (last, next) => last.separator && !next.separator),
  /** Neighbouring separators are one piece. */
  Contiguous: (spans: readonly Span[]) => join(spans, (last, next) => last.separator === next.separator),
} as const

interface Span {
  readonly text: string
  readonly separator: boolean
}

/** The rule of `Split` components: `{ pattern: { Regex } | { String }, behavior, invert }`. */
export function split(component: Component, where: string): Splitter {
  const pattern = component.pattern as { Regex?: string; String?: string } | undefined
  const behavior = component.behavior as keyof typeof behaviors
  if (!Object.hasOwn(behaviors, behavior)) {
    throw new InstarError(
      `${where}.behavior: expected one of ${Object.keys(behaviors).join(', ')}, found ${JSON.stringify(behavior)}`,
    )
  }
  const invert = component.invert === true
  if (typeof pattern?.Regex === 'string') {
    return splitter(compilePattern(pattern.Regex, `${where}.pattern`), behavior, invert)
  }
  if (typeof pattern?.String === 'string') return splitter(compileLiteral(pattern.String), behavior, invert)
  throw new InstarError(`${where}.pattern: expected {"Regex": …} or {"String": …}, found ${JSON.stringify(pattern)}`)
}

/** Splits at the matches of a global expression; with `invert`, at what lies between them. */
export function splitter(expression: RegExp, behavior: keyof typeof behaviors, invert: boolean): Splitter {
  const arrange = behaviors[behavior]
  // The patterns of language models usually match all of the text; then the list of matches is the answer.
  if (behavior === 'Isolated')
    return text => wholeMatches(text, expression) ?? arrange(spansOf(text, expression, invert))
  return text => arrange(spansOf(text, expression, invert))
}

function wholeMatches(text: string, expression: RegExp): readonly string[] | undefined {
  const matches = text.match(expression)
  if (!matches) return undefined
  let length = 0
  for (const match of matches) {
    if (match.length === 0) return undefined
    length += match.length
  }
  return length === text.length ? matches : undefined
}

function spansOf(text: string, expression: RegExp, invert: boolean): Span[] {
  const spans: Span[] = []
  let end = 0
  for (const match of text.matchAll(expression)) {
    if (match[0].length === 0) continue
    if (match.index > end) spans.push({ text: text.slice(end, match.index), separator: invert })
    spans.push({ text: match[0], separator: !invert })
    end = match.index + match[0].length
  }
  if (end < text.length) spans.push({ text: text.slice(end), separator: invert })
  return spans
}

function join(spans: readonly Span[], together: (last: Span, next: Span) => boolean): string[] {
  const pieces: string[] = []
  let last: Span | undefined
  for (const next of spans) {
    if (last && together(last, next)) pieces.push(pieces.pop()! + next.text)
    else pieces.push(next.text)
    last = next
  }
  return pieces
}
