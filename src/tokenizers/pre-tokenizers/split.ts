import { InstarError, msg } from '../../errors/index.ts'
import type { Text } from '../text.ts'
import type { Component } from '../tokenizer-json.ts'
import { patternOf } from './regular-expression.ts'

/** Cuts a piece of text into smaller ones, none of them empty. */
export type Splitter = (text: Text) => readonly Text[]

/** What becomes of the separators that a pattern finds. */
const behaviors = {
  /** Separators are pieces of their own. */
  Isolated: (spans: readonly Span[]) => spans,
  /** Separators vanish. */
  Removed: (spans: readonly Span[]) => spans.filter(span => !span.separator),
  /** A separator ends the piece before it. */
  MergedWithPrevious: (spans: readonly Span[]) => join(spans, (last, next) => next.separator && !last.separator),
  /** A separator begins the piece after it. */
  MergedWithNext: (spans: readonly Span[]) => join(spans, (last, next) => last.separator && !next.separator),
  /** Neighbouring separators are one piece. */
  Contiguous: (spans: readonly Span[]) => join(spans, (last, next) => last.separator === next.separator),
} as const

export type Behavior = keyof typeof behaviors

interface Span {
  readonly start: number
  readonly end: number
  readonly separator: boolean
}

/** The rule of `Split` components: `{ pattern: { Regex } | { String }, behavior, invert }`. */
export function split(component: Component, where: string): Splitter {
  return splitter(patternOf(component, where), behaviorOf(component, where), component.invert === true)
}

/** The behaviour that a component names. */
export function behaviorOf(component: Component, where: string): Behavior {
  const { behavior } = component
  if (typeof behavior === 'string' && Object.hasOwn(behaviors, behavior)) return behavior as Behavior
  throw new InstarError(
    msg`${where}.behavior: expected one of ${Object.keys(behaviors).join(', ')}, found ${JSON.stringify(behavior)}`,
  )
}

/** Splits at the matches of a global expression; with `invert`, at what lies between them. */
export function splitter(expression: RegExp, behavior: Behavior, invert = false): Splitter {
  const arrange = behaviors[behavior]
  return text => arrange(spansOf(text.value, expression, invert)).map(({ start, end }) => text.slice(start, end))
}

function spansOf(text: string, expression: RegExp, invert: boolean): Span[] {
  const spans: Span[] = []
  let end = 0
  for (const match of text.matchAll(expression)) {
    if (match[0].length === 0) continue
    const { index: start } = match
    if (start > end) spans.push({ start: end, end: start, separator: invert })
    end = start + match[0].length
    spans.push({ start, end, separator: !invert })
  }
  if (end < text.length) spans.push({ start: end, end: text.length, separator: invert })
  return spans
}

function join(spans: readonly Span[], together: (last: Span, next: Span) => boolean): Span[] {
  const joined: Span[] = []
  let last: Span | undefined
  for (const next of spans) {
    const piece = joined.at(-1)
    if (last && piece && together(last, next)) joined[joined.length - 1] = { ...piece, end: next.end }
    else joined.push(next)
    last = next
  }
  return joined
}
