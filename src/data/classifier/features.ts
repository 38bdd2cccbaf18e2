import { characterBits, han, number } from '../characters.ts'
import { wordsOf } from '../filters/words.ts'

/** What a text has, as numbers of buckets that its n-grams fall into, and how much each counts. */
export interface Features {
  readonly count: number
  /** Buckets, each once. Only the first `count` are meant: the arrays are used again for the next text. */
  readonly buckets: Int32Array
  /** 1 + log(how often), divided so that the squares of all sum up to 1. */
  readonly values: Float32Array
}

/** Buckets of the hash table; a power of two. */
export const bucketCount = 1 << 18

/** Lengths of n-grams: characters within a word, words in a row, Chinese characters in a row. */
const [shortestPart, longestPart, wordRun, hanRun] = [3, 5, 2, 2] as const
/** Of longer words, the rest is not looked at. */
const longestWord = 40

const counts = new Uint32Array(bucketCount)
let touched = new Int32Array(1 << 12)
let values = new Float32Array(1 << 12)

/**
 * The features of a text, after fastText (Joulin et al. 2016, "Bag of Tricks for Efficient Text Classification";
 * Bojanowski et al. 2017 for the parts of words): words and pairs of words, parts of 3 to 5 characters with the word's
 * ends marked, and for Chinese single characters and pairs. Case is ignored and every digit is the same; punctuation does
 * not count, but a run of Chinese characters ends at it. The n-grams are hashed (Weinberger et al. 2009).
 */
export function featuresOf(text: string): Features {
  let count = 0
  visitNgrams(text, bucket => {
    if (counts[bucket]!++ > 0) return
    if (count === touched.length) grow()
    touched[count++] = bucket
  })
  let squares = 0
  for (let i = 0; i < count; i++) {
    const bucket = touched[i]!
    const value = 1 + Math.log(counts[bucket]!)
    counts[bucket] = 0
    values[i] = value
    squares += value * value
  }
  const scale = count === 0 ? 0 : 1 / Math.sqrt(squares)
  for (let i = 0; i < count; i++) values[i]! *= scale
  return { count, buckets: touched, values }
}

/** Tells of each n-gram of a text: its bucket, and the words that it belongs to, first and last. */
export function visitNgrams(text: string, visit: (bucket: number, first: number, last: number) => void): void {
  const { count, starts, ends } = wordsOf(text)
  let run = 0 // Chinese characters in a row before this word
  let previous = 0 // hash of the word before, if it was none
  for (let i = 0; i < count; i++) {
    const [start, end] = [starts[i]!, ends[i]!]
    if ((characterBits[text.charCodeAt(start)]! & han) !== 0) {
      run = run > 0 && ends[i - 1] === start ? Math.min(hanRun, run + 1) : 1
      let hash = offsetBasis
      for (let first = i; first > i - run; first--) {
        hash = hashUnit(hash, text.charCodeAt(starts[first]!))
        visit(bucketOf(hash), first, i)
      }
      previous = 0
    } else {
      run = 0
      const hash = hashWord(text, start, end)
      visit(bucketOf(hash), i, i)
      if (previous !== 0) visit(bucketOf(Math.imul(previous, 0x9e3779b1) ^ hash), i - wordRun + 1, i)
      previous = hash
      visitParts(text, start, Math.min(end, start + longestWord), bucket => visit(bucket, i, i))
    }
  }
}

/** Mark the ends of a word. */
const [before, after] = [0x3c, 0x3e] // < and >

/** Parts of a word with its ends marked: of `<cat>` the parts <ca, cat, at>, <cat, cat>, and <cat>. */
function visitParts(text: string, start: number, end: number, visit: (bucket: number) => void): void {
  const unitAt = (at: number) => (at < start ? before : at >= end ? after : lower[text.charCodeAt(at)]!)
  for (let from = start - 1; from + shortestPart <= end + 1; from++) {
    let hash = partBasis
    for (let length = 1; length <= longestPart && from + length <= end + 1; length++) {
      hash = hashUnit(hash, unitAt(from + length - 1))
      if (length >= shortestPart) visit(bucketOf(hash))
    }
  }
}

/** FNV-1a over code units; parts begin otherwise than words, so that `cat` in a word is not the word. */
const [offsetBasis, partBasis] = [0x811c9dc5, 0x2f0b4c47]

function hashUnit(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193)
}

function hashWord(text: string, start: number, end: number): number {
  let hash = offsetBasis
  for (let i = start; i < end; i++) hash = hashUnit(hash, lower[text.charCodeAt(i)]!)
  return hash
}

function bucketOf(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (mixed ^ (mixed >>> 13)) & (bucketCount - 1)
}

/** Every code unit in small letters; digits are all 0. */
const lower = Uint16Array.from({ length: 0x10000 }, (_, unit) => {
  if ((characterBits[unit]! & number) !== 0) return 0x30
  const small = String.fromCharCode(unit).toLowerCase()
  return small.length === 1 ? small.charCodeAt(0) : unit
})

function grow(): void {
  const [moreBuckets, moreValues] = [new Int32Array(2 * touched.length), new Float32Array(2 * touched.length)]
  moreBuckets.set(touched)
  touched = moreBuckets
  values = moreValues
}
