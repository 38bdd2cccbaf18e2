import { InstarError, msg } from '../../errors/index.ts'
import type { Component } from '../tokenizer-json.ts'
import { type DecoderStage, eachToken } from './stage.ts'

/** English spacing before punctuation and endings, as BERT's authors undid it. */
function cleanUp(text: string): string {
  return text
    .replaceAll(' .', '.')
    .replaceAll(' ?', '?')
    .replaceAll(' !', '!')
    .replaceAll(' ,', ',')
    .replaceAll(" ' ", "'")
    .replaceAll(" n't", "n't")
    .replaceAll(" 'm", "'m")
    .replaceAll(' do not', " don't")
    .replaceAll(" 's", "'s")
    .replaceAll(" 've", "'ve")
    .replaceAll(" 're", "'re")
}

/** `##ing` belongs to the word before; every other token is a word with a space before it. */
export function wordPiece(component: Component): () => DecoderStage {
  const prefix = typeof component.prefix === 'string' ? component.prefix : '##'
  const clean = component.cleanup !== false
  return eachToken((token, first) => {
    const text = first ? token : token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`
    return clean ? cleanUp(text) : text
  })
}

/** A suffix at the end of words becomes the space after them; the last word has none. */
export function bpeDecoder(component: Component, where: string): () => DecoderStage {
  const suffix = component.suffix ?? '</w>'
  if (typeof suffix !== 'string') throw new InstarError(msg`${where}.suffix: expected a text, found ${suffix}`)
  const replace = (token: string, by: string) => (suffix === '' ? token : token.replaceAll(suffix, by))
  return () => {
    let last: string | undefined
    return {
      push: (token, emit) => {
        if (last !== undefined) emit(replace(last, ' '))
        last = token
      },
      end: emit => {
        if (last !== undefined) emit(replace(last, ''))
        last = undefined
      },
    }
  }
}

/** Connectionist temporal classification (Graves et al. 2006): repeats are one token, padding is none. */
export function ctc(component: Component): () => DecoderStage {
  const { pad_token: padding = '<pad>', word_delimiter_token: delimiter = '|', cleanup } = component
  return () => {
    let last: string | undefined
    return {
      push: (token, emit) => {
        if (token === last) return
        last = token
        let text = token.replaceAll(padding as string, '')
        if (cleanup !== false) text = cleanUp(text).replaceAll(delimiter as string, ' ')
        if (text !== '') emit(text)
      },
      end: () => {
        last = undefined
      },
    }
  }
}
