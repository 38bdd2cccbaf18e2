import { bytesOfToken, tokenOfText } from '../byte-alphabet.ts'
import { latin1 } from '../characters/native.ts'
import { unitsOf, writeUtf8 } from '../characters/utf16.ts'
import { idBuffer } from '../id-buffer.ts'
import { type BytePairEncoder, bytePairBuilder } from './byte-pair-encoder.ts'
import { type Merges, mergeSymbols } from './merge.ts'
import type { TokenizerModel, TokenSpan } from './model.ts'
import { type BytesEncoder, pieceEncoder } from './piece-encoder.ts'

/** What `ignore_merges` asks for, and the ids of the bytes. */
export interface ByteLevelOptions {
  readonly ids: ReadonlyMap<string, number>
  readonly bytes: Int32Array
  readonly merges: Merges
  /** The merges as (left, right, id), most urgent first. */
  readonly rules: Int32Array
  readonly ignoreMerges: boolean
}

/** Byte-pair encoding over the UTF-8 bytes of a piece (Radford et al. 2019, GPT-2). */
export function byteLevelBpe({ ids, bytes, merges, rules, ignoreMerges }: ByteLevelOptions): TokenizerModel {
  const idCount = ids.values().reduce((most, id) => Math.max(most, id), 0) + 1
  const builder = bytePairBuilder(bytes, idCount)
  for (let i = 0; i < rules.length; i += 3) builder.add(rules[i]!, rules[i + 1]!, rules[i + 2]!)
  const fast = builder.finish()
  const encodeMerging: BytesEncoder = (text, length, into, at) => {
    for (let i = 0; i < length; i++) into[at + i] = bytes[text[i]!]!
    const symbols = into.subarray(at, at + length)
    return mergeSymbols(symbols, length, merges)
  }
  const encodeBytes = fast?.encode ?? encodeMerging
  const wholes = ignoreMerges ? unreachedPieces(ids, fast) : undefined
  const encodePiece: BytesEncoder =
    wholes && wholes.size > 0
      ? (text, length, into, at) => {
          const whole = wholes.get(latin1(text, length))
          if (whole === undefined) return encodeBytes(text, length, into, at)
          into[at] = whole
          return 1
        }
      : encodeBytes
  const encodeUnits = pieceEncoder(encodePiece)
  const lengths = new Int32Array(idCount)
  for (const [token, id] of ids) lengths[id] = token.length

  return {
    ids,
    encodeUnits,
    encode: (piece, into) => encodeUnits(unitsOf(piece), 0, piece.length, into),
    spans: piece => {
      const buffer = idBuffer()
      const units = unitsOf(piece)
      const ends = endsOfBytes(units, piece.length)
      encodeUnits(units, 0, piece.length, buffer)
      const spans: TokenSpan[] = []
      let byte = 0
      for (let i = 0; i < buffer.length; i++) {
        const id = buffer.ids[i]!
        const start = byte === 0 ? 0 : startOfByte(ends, byte)
        byte += lengths[id]!
        spans.push({ id, start, end: ends[byte - 1]! })
      }
      return spans
    },
  }
}

/** By byte of the UTF-8: the end, in UTF-16 units, of its character. */
function endsOfBytes(units: Uint16Array, length: number): Int32Array {
  const ends = new Int32Array(length * 3)
  const scratch = new Uint8Array(4)
  let byte = 0
  for (let i = 0; i < length; ) {
    const width = (units[i]! & 0xfc00) === 0xd800 ? 2 : 1
    const size = writeUtf8(units, i, i + width, scratch)
    i += width
    ends.fill(i, byte, byte + size)
    byte += size
  }
  return ends.subarray(0, byte)
}

/** Where the character of a byte begins: where the one before it ends. */
function startOfByte(ends: Int32Array, byte: number): number {
  let i = byte - 1
  while (i >= 0 && ends[i] === ends[byte]) i--
  return i < 0 ? 0 : ends[i]!
}

/** The tokens that no merge leads to, by their bytes. */
function unreachedPieces(
  ids: ReadonlyMap<string, number>,
  encoder: BytePairEncoder | undefined,
): ReadonlyMap<string, number> {
  const pieces = new Map<string, number>()
  for (const [token, id] of ids) {
    if (encoder?.reaches(id)) continue
    const bytes = bytesOfToken(token)
    if (bytes) pieces.set(latin1(bytes, bytes.length), id)
  }
  return pieces
}

/** A byte-level model for a vocabulary that lacks some bytes: over the characters that stand for bytes. */
export function overByteCharacters(model: TokenizerModel): TokenizerModel {
  const spans = (piece: string): TokenSpan[] => {
    const ends = endsOfBytes(unitsOf(piece), piece.length)
    return model
      .spans(tokenOfText(piece))
      .map(({ id, start, end }) => ({ id, start: start === 0 ? 0 : startOfByte(ends, start), end: ends[end - 1]! }))
  }
  return { ids: model.ids, spans, encode: (piece, into) => model.encode(tokenOfText(piece), into) }
}
