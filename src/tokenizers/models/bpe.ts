import { InstarError } from '../../errors/index.ts'
import { byteCharacter, bytesOfToken } from '../byte-alphabet.ts'
import { requireSetting } from '../component.ts'
import type { BpeJson, Component } from '../tokenizer-json.ts'
import type { TokenizerModel } from './index.ts'
import { mergeSymbols } from './merge.ts'
import { pairMap } from './pair-map.ts'

/** Pieces beyond this many UTF-16 units are rarely seen twice; they would only fill the cache. */
const longestCached = 64
const cacheCapacity = 1 << 16

const utf8 = new TextEncoder()

/**
 * Byte-level byte-pair encoding. A piece becomes its UTF-8 bytes, and pairs are merged by rank; what each piece became
 * is remembered, because a few thousand words make up most of any text.
 *
 * @throws InstarError if a byte or a part of a merge is not in the vocabulary, or a setting would change ids in a way
 * that is not supported.
 */
export function byteLevelBpe(component: Component, where: string): TokenizerModel {
  requireSetting(component, 'dropout', [null, undefined, 0], where)
  requireSetting(component, 'continuing_subword_prefix', [null, undefined, ''], where)
  requireSetting(component, 'end_of_word_suffix', [null, undefined, ''], where)
  requireSetting(component, 'byte_fallback', [false, null, undefined], where)
  const { vocab, merges, ignore_merges: ignoreMerges } = component as BpeJson
  const ids = new Map(Object.entries(vocab))
  const idOf = (token: string, what: string) => {
    const id = ids.get(token)
    if (id === undefined) throw new InstarError(`${where}.vocab: expected ${what} ${JSON.stringify(token)}, found none`)
    return id
  }
  const bytes = Int32Array.from({ length: 256 }, (_, byte) => idOf(byteCharacter(byte), 'the byte'))
  const ranks = pairMap(merges.length)
  const merged = new Int32Array(merges.length)
  merges.forEach((merge, rank) => {
    const [left, right] = typeof merge === 'string' ? (merge.split(' ') as [string, string]) : merge
    merged[rank] = idOf(left + right, 'the merged token')
    ranks.set(idOf(left, 'the left part of a merge'), idOf(right, 'the right part of a merge'), rank)
  })

  const wholePieces = ignoreMerges ? piecesOf(ids) : undefined
  const mergePiece = (piece: string): Int32Array => {
    const whole = wholePieces?.get(piece)
    if (whole !== undefined) return Int32Array.of(whole)
    const symbols = Int32Array.from(utf8.encode(piece), byte => bytes[byte]!)
    return symbols.slice(0, mergeSymbols(symbols, symbols.length, { ranks, merged }))
  }

  // A piece that is one token is kept as a number: most are, and it spares an array.
  let cache = new Map<string, number | Int32Array>()
  return {
    ids,
    encode: (piece, into) => {
      let known = cache.get(piece)
      if (known === undefined) {
        const merged = mergePiece(piece)
        known = merged.length === 1 ? merged[0]! : merged
        if (piece.length <= longestCached) {
          if (cache.size >= cacheCapacity) cache = new Map()
          cache.set(piece, known)
        }
      }
      if (typeof known === 'number') into.push(known)
      else for (let i = 0; i < known.length; i++) into.push(known[i]!)
    },
  }
}

/** Tokens by the text that they spell, where they spell whole characters. */
function piecesOf(ids: ReadonlyMap<string, number>): Map<string, number> {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const pieces = new Map<string, number>()
  for (const [token, id] of ids) {
    const bytes = bytesOfToken(token)
    if (!bytes) continue
    try {
      pieces.set(strict.decode(bytes), id)
    } catch {
      // A part of a character is no piece: only merges reach it.
    }
  }
  return pieces
}
