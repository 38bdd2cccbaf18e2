import { InstarError, msg } from '../../errors/index.ts'
import type { Component } from '../tokenizer-json.ts'
import { modelOfSpans, type TokenizerModel } from './model.ts'
import { vocabularyOf } from './vocabulary.ts'

/** A piece is a token, or unknown; without an unknown token it is left out. */
export function wordLevel(component: Component, where: string): TokenizerModel {
  const ids = vocabularyOf(component, where)
  const unknown = component.unk_token
  if (typeof unknown !== 'string')
    throw new InstarError(msg`${where}.unk_token: expected a token, found ${JSON.stringify(unknown)}`)
  return modelOfSpans(ids, piece => {
    const id = ids.get(piece) ?? ids.get(unknown)
    if (id === undefined)
      throw new InstarError(
        msg`${where}: expected ${JSON.stringify(piece)} or the unknown token ${unknown} in the vocabulary`,
      )
    return [{ id, start: 0, end: piece.length }]
  })
}
