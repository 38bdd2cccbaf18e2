import type { Component } from '../tokenizer-json.ts'
import { type Merges, mergeSpans } from './merge.ts'
import { modelOfSpans, type TokenizerModel, type TokenSpan } from './model.ts'
import { bytesAsTokens, byteTokens, settingToken } from './vocabulary.ts'

/**
 * Byte-pair encoding that starts from characters, as SentencePiece does (Llama 2): a character outside the vocabulary
 * becomes its bytes (`byte_fallback`), the unknown token, or nothing.
 */
export function characterBpe(
  component: Component,
  where: string,
  ids: ReadonlyMap<string, number>,
  merges: Merges,
): TokenizerModel {
  const text = (key: string) => (typeof component[key] === 'string' ? (component[key] as string) : '')
  const [prefix, suffix] = [text('continuing_subword_prefix'), text('end_of_word_suffix')]
  const unknown = settingToken(component, 'unk_token', ids, where)
  const fuse = component.fuse_unk === true
  const bytes = component.byte_fallback === true ? byteTokens(ids) : undefined

  const symbolsOf = (piece: string): { symbols: number[]; ends: number[] } => {
    const [symbols, ends]: [number[], number[]] = [[], []]
    // An unknown character waits, so that those after it can join it; bytes do not end its wait, as in tokenizers.
    let waiting = 0
    const push = (id: number, end: number) => {
      symbols.push(id)
      ends.push(end)
    }
    let start = 0
    for (const character of piece) {
      const end = start + character.length
      const spelled = (start > 0 ? prefix : '') + character + (end === piece.length ? suffix : '')
      const id = ids.get(spelled)
      const fallback = id === undefined && bytes ? bytesAsTokens(spelled, bytes) : undefined
      if (id !== undefined) {
        if (waiting > 0) push(unknown!, waiting)
        waiting = 0
        push(id, end)
      } else if (fallback) for (const byte of fallback) push(byte, end)
      else if (unknown !== undefined) {
        if (waiting > 0 && !fuse) push(unknown, waiting)
        waiting = end
      }
      start = end
    }
    if (waiting > 0) push(unknown!, waiting)
    return { symbols, ends }
  }

  return modelOfSpans(ids, piece => {
    const whole = component.ignore_merges === true ? ids.get(piece) : undefined
    if (whole !== undefined) return [{ id: whole, start: 0, end: piece.length }]
    const { symbols, ends } = symbolsOf(piece)
    const merged = Int32Array.from(symbols)
    const counts = mergeSpans(merged, merged.length, merges)
    const spans: TokenSpan[] = []
    let taken = 0
    for (let i = 0; i < counts.length; i++) {
      // Bytes of one character all cover it whole; a token begins where the one before it that covers less ends.
      const start = startOf(ends, taken)
      taken += counts[i]!
      spans.push({ id: merged[i]!, start, end: ends[taken - 1]! })
    }
    return spans
  })
}

/** Where the characters of the symbol at `index` begin: at the end of the last symbol with a smaller end. */
function startOf(ends: readonly number[], index: number): number {
  for (let i = index - 1; i >= 0; i--) if (ends[i]! < ends[index]!) return ends[i]!
  return 0
}
