import { contentExpression } from '../added-tokens.ts'
import type { AddedToken } from '../tokenizer-json.ts'
import type { Message } from './message.ts'

/**
 * Keeps control tokens that stand in what people write from becoming control tokens.
 *
 * A template returns one string, in which a `<|end|>` of the template and one that a user typed look alike. So before
 * rendering, the first character of every added token inside a message is replaced by a private-use character that
 * occurs nowhere else; after the control tokens of the template have been cut out, {@link Shield.uncover} puts the
 * characters back, and what the user typed is encoded as the ordinary text that it is. Template filters such as `trim`
 * and `tojson` leave private-use characters alone.
 *
 * transformers' `apply_chat_template` cannot tell the two apart: there such text has to be removed beforehand.
 */
export interface Shield {
  readonly messages: readonly Message[]
  /** Puts the covered characters of a rendered text back. */
  uncover(text: string): string
}

export function shieldMessages(messages: readonly Message[], tokens: readonly AddedToken[], template: string): Shield {
  if (!anyTokenIn(messages, tokens)) return { messages, uncover: text => text }
  const { all, special } = expressionsOf(tokens)
  const firstCharacters = [...new Set(tokens.map(token => [...token.content][0] ?? ''))]
  const standIns = unusedCharacters(JSON.stringify(messages) + template, firstCharacters.length)
  const standInOf = new Map(firstCharacters.map((character, i) => [character, standIns[i]!]))
  const characterOf = new Map(firstCharacters.map((character, i) => [standIns[i]!, character]))
  const back = new RegExp(`[${standIns.join('')}]`, 'gu')
  return {
    // The assistant's own markers that are added but not special, such as <think>, are its to write.
    messages: messages.map(message => coverStrings(message, message.role === 'assistant' ? special : all, standInOf)),
    uncover: text => text.replace(back, standIn => characterOf.get(standIn)!),
  }
}

/** Compiled once per tokenizer: conversations come by the ten thousand. */
const compiled = new WeakMap<readonly AddedToken[], { readonly all: RegExp; readonly special: RegExp }>()

function expressionsOf(tokens: readonly AddedToken[]) {
  let expressions = compiled.get(tokens)
  if (!expressions) {
    const special = tokens.filter(token => token.special)
    expressions = { all: contentExpression(tokens), special: contentExpression(special) }
    compiled.set(tokens, expressions)
  }
  return expressions
}

function anyTokenIn(messages: readonly Message[], tokens: readonly AddedToken[]): boolean {
  const { all } = expressionsOf(tokens)
  const found = (value: unknown): boolean => {
    if (typeof value === 'string') return value.search(all) >= 0
    return typeof value === 'object' && value !== null && Object.values(value).some(found)
  }
  return messages.some(found)
}

/** A copy of `value` with every token in its strings covered; the role stays, it is the template's to read. */
function coverStrings<T>(value: T, expression: RegExp, standInOf: ReadonlyMap<string, string>): T {
  if (typeof value === 'string') return coverTokens(value, expression, standInOf) as T
  if (Array.isArray(value)) return value.map(item => coverStrings(item, expression, standInOf)) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    key === 'role' || key === 'type' ? item : coverStrings(item, expression, standInOf),
  ])
  return Object.fromEntries(entries) as T
}

function coverTokens(text: string, expression: RegExp, standInOf: ReadonlyMap<string, string>): string {
  let covered = ''
  let end = 0
  // Looking again from one character after each start also finds tokens that overlap.
  for (let at = nextMatch(text, expression, 0); at >= 0; at = nextMatch(text, expression, end)) {
    const first = String.fromCodePoint(text.codePointAt(at)!)
    covered += text.slice(end, at) + standInOf.get(first)!
    end = at + first.length
  }
  return covered + text.slice(end)
}

function nextMatch(text: string, expression: RegExp, from: number): number {
  expression.lastIndex = from
  return expression.exec(text)?.index ?? -1
}

/** `count` characters of the private-use area that do not occur in `text`. */
function unusedCharacters(text: string, count: number): string[] {
  const unused: string[] = []
  for (let code = 0xe000; unused.length < count && code <= 0xf8ff; code++) {
    const character = String.fromCharCode(code)
    if (!text.includes(character)) unused.push(character)
  }
  for (let code = 0xf0000; unused.length < count; code++) {
    const character = String.fromCodePoint(code)
    if (!text.includes(character)) unused.push(character)
  }
  return unused
}
