import { InstarError } from '../../errors/index.ts'
import { buildComponent, type ComponentTable, unsupported } from '../component.ts'
import type { PreTokenizer } from '../pre-tokenizers/index.ts'
import type { Component } from '../tokenizer-json.ts'
import { byteLevelBpe } from './bpe.ts'

/** The stage that turns a piece of text into ids. */
export interface TokenizerModel {
  readonly ids: ReadonlyMap<string, number>
  /** Appends the ids of a piece of well-formed text. */
  encode(piece: string, into: number[]): void
}

type ModelType = 'BPE' | 'Unigram' | 'WordLevel' | 'WordPiece'

/** Each model asks what the pieces are spelled in: it is built after the pre-tokenizer. */
const models: { readonly [A in PreTokenizer['alphabet']]: ComponentTable<ModelType, TokenizerModel> } = {
  bytes: { BPE: byteLevelBpe, Unigram: unsupported, WordLevel: unsupported, WordPiece: unsupported },
  characters: {
    BPE: (_, where) => {
      throw new InstarError(`${where}: BPE over characters is not supported yet; expected a ByteLevel pre-tokenizer`)
    },
    Unigram: unsupported,
    WordLevel: unsupported,
    WordPiece: unsupported,
  },
}

/** The model of a tokenizer.json. */
export function buildModel(component: Component, alphabet: PreTokenizer['alphabet'], where = 'model'): TokenizerModel {
  return buildComponent(models[alphabet], component, where)
}
