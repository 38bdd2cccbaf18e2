import { InstarError, msg } from '../../errors/index.ts'
import type { Component } from '../tokenizer-json.ts'
import { modelOfSpans, type TokenizerModel, type TokenSpan } from './model.ts'
import { settingToken, vocabularyOf } from './vocabulary.ts'

/**
 * WordPiece (Devlin et al. 2019, BERT): always the longest token that the rest of the word begins with, `##` before all
 * but the first. A word of which some part is no token is unknown as a whole.
 */
export function wordPiece(component: Component, where: string): TokenizerModel {
  const ids = vocabularyOf(component, where)
  const prefix = typeof component.continuing_subword_prefix === 'string' ? component.continuing_subword_prefix : '##'
  const longestWord = typeof component.max_input_chars_per_word === 'number' ? component.max_input_chars_per_word : 100
  const unknown = settingToken(component, 'unk_token', ids, where)
  if (unknown === undefined) throw new InstarError(msg`${where}.unk_token: expected a token, found none`)
  const longestToken = Math.max(...Array.from(ids.keys(), token => token.length), 1)

  return modelOfSpans(ids, piece => {
    const whole: readonly TokenSpan[] = [{ id: unknown, start: 0, end: piece.length }]
    if (piece.length > longestWord && countCharacters(piece) > longestWord) return whole
    const spans: TokenSpan[] = []
    for (let start = 0; start < piece.length; ) {
      let end = Math.min(piece.length, start + longestToken)
      let id: number | undefined
      for (; end > start; end--) {
        const part = piece.slice(start, end)
        id = ids.get(start > 0 ? prefix + part : part)
        if (id !== undefined) break
      }
      if (id === undefined) return whole
      spans.push({ id, start, end })
      start = end
    }
    return spans
  })
}

function countCharacters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
