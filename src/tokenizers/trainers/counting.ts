import { buildNormalizer } from '../normalizers/index.ts'
import { buildPreTokenizer } from '../pre-tokenizers/index.ts'
import { plainText } from '../text.ts'
import type { Component } from '../tokenizer-json.ts'
import type { PieceCounter } from './piece-counter.ts'

/** The components of a `tokenizer.json` that say what the pieces of a text are; plain data, for another thread. */
export interface PieceComponents {
  readonly normalizer: Component | null
  readonly preTokenizer: Component | null
}

/** Counts the pieces of texts, of whatever kind of characters. */
export function textCounter(components: PieceComponents): (text: string, counter: PieceCounter) => void {
  const normalize = buildNormalizer(components.normalizer)
  const { scan, split } = buildPreTokenizer(components.preTokenizer)
  return (text, counter) => {
    const normalized = normalize(plainText(text.toWellFormed()))
    if (scan) counter.addText(normalized.value, scan)
    else for (const piece of split(normalized)) counter.addPiece(piece.value)
  }
}
