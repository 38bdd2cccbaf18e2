import { characterBits, letter } from '../characters.ts'
import type { NgramTable } from './ngram-table.ts'

/** What the n-grams of a text say. */
export interface NgramScores {
  /** Sum over n-grams by language; the array is used again for the next text. */
  readonly sums: Int32Array
  /** Different n-grams of the text, known or not. */
  readonly count: number
}

/** Every score is so much higher than the table has it. */
const leastScore = 53
/** A text is read up to the first word after so many bytes, and in no case further than so many. */
const [enoughBytes, mostBytes] = [350, 380] as const
/** Of longer words, the rest is not read. */
const longestWord = 70
/** An n-gram has four bytes of a word and begins three after the last. */
const [ngram, stride] = [4, 3] as const

const space = 0x20
/** Stand within words: ' ` ’ */
const apostrophes: ReadonlySet<number> = new Set([0x27, 0x60, 0x2019])
/** What is left of İ in small letters behind its i. */
const dotAbove = 0x307
/** Bytes that the detector knows nothing of are spaces to it. */
const unknownBytes: ReadonlySet<number> = new Set([
  ...[0xc0, 0xc1, 0xc7, 0xca, 0xcb, 0xcc, 0xcd, 0xd4, 0xdc, 0xdd, 0xde, 0xdf, 0xee],
  ...Array.from({ length: 16 }, (_, i) => 0xf0 + i),
])
const known = Uint8Array.from({ length: 256 }, (_, byte) => (unknownBytes.has(byte) ? space : byte))

/** A power of two, and several times the n-grams of a text. */
const ownSlots = 1024

/**
 * The detector of eld (github.com/nitotm/efficient-language-detector-js, 2.1, Apache-2.0) on typed arrays: each different
 * n-gram of bytes in a text adds its scores, which are logarithms of its frequency in each language. The sums are those of
 * eld, at a fraction of the time and memory.
 */
export function ngramScorer(table: NgramTable): (text: string) => NgramScores {
  const { low, high, first, languages, scores, tags } = table
  const slots = slotsOf(table)
  const sums = new Int32Array(tags.length)
  const own = { low: new Uint32Array(ownSlots), high: new Uint16Array(ownSlots), text: new Uint32Array(ownSlots) }
  const buffer = new Uint8Array(mostBytes + 16)
  let text = 0
  let count = 0

  function add(from: number, to: number): void {
    let [lowBits, highBits] = [0, 0]
    for (let i = from; i < to; i++) {
      if (i - from < 4) lowBits |= buffer[i]! << (8 * (i - from))
      else highBits |= buffer[i]! << (8 * (i - from - 4))
    }
    lowBits >>>= 0
    const hash = hashOf(lowBits, highBits)
    let slot = hash & (ownSlots - 1)
    for (; own.text[slot] === text; slot = (slot + 1) & (ownSlots - 1))
      if (own.low[slot] === lowBits && own.high[slot] === highBits) return
    own.low[slot] = lowBits
    own.high[slot] = highBits
    own.text[slot] = text
    count++
    for (let at = hash & (slots.length - 1); slots[at] !== 0; at = (at + 1) & (slots.length - 1)) {
      const index = slots[at]! - 1
      if (low[index] !== lowBits || high[index] !== highBits) continue
      for (let i = first[index]!; i < first[index + 1]!; i++) sums[languages[i]!]! += scores[i]! + leastScore
      return
    }
  }

  /** The n-grams of a word that stands in the buffer with a space on either side. */
  function addWord(from: number, to: number): void {
    const length = Math.min(to - from, longestWord)
    let at = 0
    for (; at + ngram < length; at += stride) add(at === 0 ? from - 1 : from + at, from + at + ngram)
    if (to - from > longestWord)
      count++ // its end is longer than any known n-gram
    else add(at === 0 ? from - 1 : from + length - ngram, to + 1)
  }

  return whole => {
    text++
    count = 0
    sums.fill(0)
    visitWords(whole.toLowerCase(), buffer, addWord)
    return { sums, count }
  }
}

/** Writes the words of a text into a buffer, one after the other, with spaces around, and tells of each when it is there. */
function visitWords(text: string, buffer: Uint8Array, visit: (from: number, to: number) => void): void {
  let bytes = 0 // as read, one for each run between words
  let end = 1
  buffer[0] = space
  const endWord = () => {
    if (end === 1) return
    buffer[end] = space
    visit(1, end)
    end = 1
  }
  for (let i = 0; i < text.length && bytes <= mostBytes; i++) {
    const unit = text.charCodeAt(i)
    if (!isLetter(unit)) {
      let to = i
      while (to < text.length && !isLetter(text.charCodeAt(to))) to++
      let after = to // apostrophes behind everything else belong to the next word
      while (after > i && apostrophes.has(text.charCodeAt(after - 1))) after--
      if (after > i) {
        endWord()
        if (bytes > enoughBytes) return
        if (bytes > 0) bytes++
        i = after - 1
        continue
      }
    }
    if (unit < 0x80) {
      buffer[end++] = unit
      bytes++
    } else if (unit < 0x800) {
      buffer[end++] = known[0xc0 | (unit >> 6)]!
      buffer[end++] = known[0x80 | (unit & 0x3f)]!
      bytes += 2
    } else {
      buffer[end++] = known[0xe0 | (unit >> 12)]!
      buffer[end++] = known[0x80 | ((unit >> 6) & 0x3f)]!
      buffer[end++] = known[0x80 | (unit & 0x3f)]!
      bytes += 3
    }
  }
  endWord()
}

function isLetter(unit: number): boolean {
  return (characterBits[unit]! & letter) !== 0 || unit === dotAbove
}

/** Numbers of n-grams from 1 on, where their hash says or behind it; 0 where there is none. */
function slotsOf({ low, high }: NgramTable): Uint32Array {
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(1.5 * low.length)))
  for (let i = 0; i < low.length; i++) {
    let at = hashOf(low[i]!, high[i]!) & (slots.length - 1)
    while (slots[at] !== 0) at = (at + 1) & (slots.length - 1)
    slots[at] = i + 1
  }
  return slots
}

function hashOf(low: number, high: number): number {
  const mixed = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
