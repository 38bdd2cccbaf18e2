import { buildComponent, type ComponentTable } from '../component.ts'
import type { Component } from '../tokenizer-json.ts'
import { bpe } from './bpe.ts'
import { overByteCharacters } from './byte-level-bpe.ts'
import type { TokenizerModel } from './model.ts'
import { unigram } from './unigram.ts'
import { wordLevel } from './word-level.ts'
import { wordPiece } from './word-piece.ts'

type ModelType = 'BPE' | 'Unigram' | 'WordLevel' | 'WordPiece'

const overCharacters: ComponentTable<ModelType, TokenizerModel> = {
  BPE: (component, where) => bpe(component, where, 'characters'),
  Unigram: unigram,
  WordLevel: wordLevel,
  WordPiece: wordPiece,
}

/** Of the models only BPE has a way of its own with bytes; the others see the characters that stand for them. */
const overBytes: ComponentTable<ModelType, TokenizerModel> = {
  BPE: (component, where) => bpe(component, where, 'bytes'),
  Unigram: (component, where) => overByteCharacters(unigram(component, where)),
  WordLevel: (component, where) => overByteCharacters(wordLevel(component, where)),
  WordPiece: (component, where) => overByteCharacters(wordPiece(component, where)),
}

/** The model of a tokenizer.json. @param alphabet whether pieces are to be spelled in bytes */
export function buildModel(component: Component, alphabet: 'bytes' | 'characters', where = 'model'): TokenizerModel {
  return buildComponent(alphabet === 'bytes' ? overBytes : overCharacters, component, where)
}
