import type { IdBuffer } from '../id-buffer.ts'
import type { PieceEncoder } from './piece-encoder.ts'

/** A token of a piece: its id and the UTF-16 units of the piece that it covers, whole characters. */
export interface TokenSpan {
  readonly id: number
  readonly start: number
  readonly end: number
}

/** The stage that turns a piece of text into ids. */
export interface TokenizerModel {
  readonly ids: ReadonlyMap<string, number>
  /** Appends the ids of a piece of well-formed text. */
  encode(piece: string, into: IdBuffer): void
  /** The same tokens as {@link encode}, with where they stand in the piece. */
  spans(piece: string): readonly TokenSpan[]
  /** The same for pieces of UTF-16 units, where the model has a faster way. */
  readonly encodeUnits?: PieceEncoder
}

/** A model that is defined by its spans. Pieces are remembered, because a few thousand words make up most texts. */
export function modelOfSpans(
  ids: ReadonlyMap<string, number>,
  spans: (piece: string) => readonly TokenSpan[],
): TokenizerModel {
  let cache = new Map<string, Int32Array>()
  return {
    ids,
    spans,
    encode: (piece, into) => {
      let known = cache.get(piece)
      if (known === undefined) {
        known = Int32Array.from(spans(piece), span => span.id)
        if (piece.length <= longestCached) {
          if (cache.size >= cacheCapacity) cache = new Map()
          cache.set(piece, known)
        }
      }
      reserveAndPush(into, known)
    },
  }
}

const longestCached = 64
const cacheCapacity = 1 << 16

function reserveAndPush(into: IdBuffer, ids: Int32Array): void {
  for (let i = 0; i < ids.length; i++) {
    if (into.length === into.ids.length) {
      const grown = new Int32Array(into.ids.length * 2)
      grown.set(into.ids)
      into.ids = grown
    }
    into.ids[into.length++] = ids[i]!
  }
}
