import { brotliDecompressSync } from 'node:zlib'
import { languages, packed } from './ngrams.ts'

/** Longest n-gram: four bytes of a word and the spaces on both sides. */
const ngramBytes = 6

/** How much each n-gram of bytes speaks for which languages, in arrays over n-grams and over their scores. */
export interface NgramTable {
  /** Tags that the detector has, by the number that `languages` uses. */
  readonly tags: readonly string[]
  /** First four bytes of an n-gram, the lowest bits first; bytes that it does not have are 0. */
  readonly low: Uint32Array
  /** Its fifth and sixth byte. */
  readonly high: Uint16Array
  /** Where the scores of an n-gram begin; they end where those of the next one do. */
  readonly first: Uint32Array
  readonly languages: Uint8Array
  readonly scores: Uint8Array
}

/**
 * Reads the table: a count, the n-grams in order, one array for each of their bytes, how many languages each speaks for,
 * then which and how much. Takes 20 ms.
 */
export function openNgramTable(): NgramTable {
  const bytes = brotliDecompressSync(Buffer.from(packed, 'base64'))
  const count = bytes.readUInt32LE()
  let at = 4
  const take = (length: number) => {
    at += length
    return bytes.subarray(at - length, at)
  }
  const columns = Array.from({ length: ngramBytes }, () => take(count))
  const low = new Uint32Array(count)
  const high = new Uint16Array(count)
  for (const [column, values] of columns.entries())
    for (let i = 0; i < count; i++)
      if (column < 4) low[i]! |= values[i]! << (8 * column)
      else high[i]! |= values[i]! << (8 * (column - 4))
  const first = new Uint32Array(count + 1)
  for (const [i, length] of take(count).entries()) first[i + 1] = first[i]! + length
  const pairs = first[count]!
  return { tags: languages.split(' '), low, high, first, languages: take(pairs), scores: take(pairs) }
}
