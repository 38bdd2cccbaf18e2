import type { AddedToken } from './tokenizer-json.ts'

/** A stretch of text, or an added token that stood in it; where the text was from and to in what was cut. */
export interface Segment {
  readonly start: number
  readonly end: number
  /** The added token's id; undefined for text. */
  readonly id?: number
}

/** Cuts text at the added tokens in it, in one pass: at each place the longest token that fits. Nothing is empty. */
export type AddedTokenScanner = (text: string) => readonly Segment[]

const wordCharacter = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u
const whiteSpace = /^\p{White_Space}$/u

export function addedTokenScanner(tokens: readonly AddedToken[]): AddedTokenScanner {
  const byContent = new Map(tokens.map(token => [token.content, token]))
  const expression = contentExpression(tokens)
  return text => {
    const segments: Segment[] = []
    let done = 0
    for (const match of tokens.length > 0 ? text.matchAll(expression) : []) {
      const token = byContent.get(match[0])!
      let start = match.index
      let end = start + match[0].length
      if (token.single_word && (isInWord(text, start - 1) || isInWord(text, end))) continue
      if (token.lstrip) while (start > done && whiteSpace.test(text[start - 1]!)) start--
      if (token.rstrip) while (end < text.length && whiteSpace.test(text[end]!)) end++
      if (start > done) segments.push({ start: done, end: start })
      segments.push({ start, end, id: token.id })
      done = end
    }
    if (done < text.length) segments.push({ start: done, end: text.length })
    return segments
  }
}

/** Whether the character that has the UTF-16 unit at `index` can stand in a word; none before and after the text. */
function isInWord(text: string, index: number): boolean {
  if (index < 0 || index >= text.length) return false
  const start = index > 0 && text.charCodeAt(index) >> 10 === 0x37 ? index - 1 : index // from a low surrogate
  return wordCharacter.test(String.fromCodePoint(text.codePointAt(start)!))
}

/** A global expression that finds any of the tokens, the longest where several begin at one place. */
export function contentExpression(tokens: readonly AddedToken[]): RegExp {
  const contents = tokens.map(token => token.content).filter(content => content.length > 0)
  if (contents.length === 0) return /(?!)/gu
  contents.sort((a, b) => b.length - a.length)
  return new RegExp(contents.map(content => content.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'), 'gu')
}
