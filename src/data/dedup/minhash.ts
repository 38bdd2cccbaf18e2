import { random } from '../../random/index.ts'
import { mix, ngrams, wordReader } from './words.ts'

export interface MinHashOptions {
  /** Bands of the signature. FineWeb: 14. */
  readonly bands: number
  /** Hashes per band. FineWeb: 8. */
  readonly rows: number
  /** Words in a shingle. FineWeb: 5. */
  readonly words: number
  /** Characters in a shingle of Chinese text, which has about 1.6 to a word. */
  readonly characters: number
}

/**
 * A reader of band keys: one 64-bit number per band, equal for two texts with the chance `similarity ** rows`, where
 * similarity is that of Jaccard over the sets of their shingles. So two texts agree in one band at least with the chance
 * `1 - (1 - similarity ** rows) ** bands`.
 *
 * MinHash after Broder 1997, "On the resemblance and containment of documents"; bands after Leskovec, Rajaraman and
 * Ullman, "Mining of Massive Datasets", section 3.4; the numbers are FineWeb's (Penedo et al. 2024, section 3.4). A
 * permutation is an odd multiple of the shingle's hash plus a constant, modulo 2^32.
 *
 * @returns writes `2 * bands` words of 32 bits into `keys` (high, low, high, low, …); false for a text without words
 */
export function minHasher(options: MinHashOptions): (text: string, keys: Uint32Array) => boolean {
  const { bands, rows } = options
  const hashes = bands * rows
  const padded = Math.ceil(hashes / 4) * 4 // four permutations go through the shingles at once
  const draws = random('minhash')
  const factors = Int32Array.from({ length: padded }, () => draws.integer(2 ** 32) | 1)
  const terms = Int32Array.from({ length: padded }, () => draws.integer(2 ** 32) | 0)
  const minima = new Int32Array(padded)
  const read = wordReader()
  let shingles = new Int32Array(4096)
  return (text, keys) => {
    const words = read(text)
    if (shingles.length < words.count) shingles = new Int32Array(2 * words.count)
    const count = ngrams(words, words.isChinese ? options.characters : options.words, shingles)
    if (count === 0) return false
    for (let first = 0; first < padded; first += 4) fourMinima(shingles, count, factors, terms, first, minima)
    for (let band = 0; band < bands; band++) bandKey(minima, band, rows, keys)
    return true
  }
}

/** The smallest value of each of four permutations over all shingles. */
function fourMinima(
  shingles: Int32Array,
  count: number,
  factors: Int32Array,
  terms: Int32Array,
  first: number,
  minima: Int32Array,
): void {
  const [a0, a1, a2, a3] = [factors[first]!, factors[first + 1]!, factors[first + 2]!, factors[first + 3]!]
  const [b0, b1, b2, b3] = [terms[first]!, terms[first + 1]!, terms[first + 2]!, terms[first + 3]!]
  let m0 = 0x7fffffff
  let m1 = 0x7fffffff
  let m2 = 0x7fffffff
  let m3 = 0x7fffffff
  for (let i = 0; i < count; i++) {
    const shingle = shingles[i]!
    const v0 = (Math.imul(shingle, a0) + b0) | 0
    const v1 = (Math.imul(shingle, a1) + b1) | 0
    const v2 = (Math.imul(shingle, a2) + b2) | 0
    const v3 = (Math.imul(shingle, a3) + b3) | 0
    if (v0 < m0) m0 = v0
    if (v1 < m1) m1 = v1
    if (v2 < m2) m2 = v2
    if (v3 < m3) m3 = v3
  }
  minima[first] = m0
  minima[first + 1] = m1
  minima[first + 2] = m2
  minima[first + 3] = m3
}

/** Two independent mixes of a band's minima: 64 bits, so that different bands practically never share a key. */
function bandKey(minima: Int32Array, band: number, rows: number, keys: Uint32Array): void {
  let high = 0x3c6ef372 | 0
  let low = 0x510e527f | 0
  for (let row = 0; row < rows; row++) {
    const minimum = minima[band * rows + row]!
    high = mix(high ^ minimum)
    low = (mix(low + minimum) + Math.imul(low, 5)) | 0
  }
  keys[2 * band] = high
  keys[2 * band + 1] = mix(low)
}
