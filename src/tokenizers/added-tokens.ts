import { InstarError } from '../errors/index.ts'
import type { AddedToken } from './tokenizer-json.ts'

/** A stretch of text, or an added token that stood in it. */
type Segment = { readonly text: string } | { readonly id: number }

/** Cuts text at the added tokens in it, in one pass: at each place the longest token that fits. */
export type AddedTokenScanner = (text: string) => readonly Segment[]

/**
 * @throws InstarError for tokens that only count as whole words (`single_word`), which is not supported.
 */
export function addedTokenScanner(tokens: readonly AddedToken[]): AddedTokenScanner {
  const single = tokens.find(token => token.single_word)
  if (single) {
    throw new InstarError(`added_tokens: single_word, set for ${JSON.stringify(single.content)}, is not supported yet`)
  }
  if (tokens.length === 0) return text => [{ text }]
  const byContent = new Map(tokens.map(token => [token.content, token]))
  const expression = contentExpression(tokens)
  return text => {
    const segments: Segment[] = []
    let end = 0
    for (const match of text.matchAll(expression)) {
      const token = byContent.get(match[0])!
      const before = text.slice(end, match.index)
      segments.push({ text: token.lstrip ? before.trimEnd() : before }, { id: token.id })
      end = match.index + match[0].length
      if (token.rstrip) end += text.length - end - text.slice(end).trimStart().length
    }
    segments.push({ text: text.slice(end) })
    return segments
  }
}

/** A global expression that finds any of the tokens, the longest where several begin at one place. */
export function contentExpression(tokens: readonly AddedToken[]): RegExp {
  const contents = tokens.map(token => token.content).filter(content => content.length > 0)
  if (contents.length === 0) return /(?!)/gu
  contents.sort((a, b) => b.length - a.length)
  return new RegExp(contents.map(content => content.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'), 'gu')
}
