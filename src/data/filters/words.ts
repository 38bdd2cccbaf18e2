import { characterBits, han, isPair, letter, mark, number, pairBits } from '../characters.ts'

/**
 * The units in which lengths are measured: words, where a Chinese character counts as one word of its own. Punctuation
 * belongs to no unit, a hyphen or apostrophe inside a word to that word. Word i is `text.slice(starts[i], ends[i])`.
 */
export interface Words {
  readonly count: number
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** UTF-16 units of all words together. */
  readonly units: number
  /** Words with at least one letter. */
  readonly withLetter: number
}

const wordBits = letter | mark | number

let last: { text: string; words: Words } | undefined

/** Finds the words of a text in one pass; filters ask about the same text one after the other, so the last is kept. */
export function wordsOf(text: string): Words {
  if (last?.text !== text) last = { text, words: scan(text, Number.POSITIVE_INFINITY) }
  return last.words
}

/** Whether a text has at least so many words; reads no further than that takes. */
export function hasWords(text: string, least: number): boolean {
  return (last?.text === text ? last.words : scan(text, least)).count >= least
}

/** Room for the words of one text; grows with the longest one seen. */
let starts = new Int32Array(1 << 12)
let ends = new Int32Array(1 << 12)

function scan(text: string, most: number): Words {
  const { length } = text
  let count = 0
  let units = 0
  let withLetter = 0
  let start = -1
  let seen = 0
  for (let i = 0; ; i++) {
    const at = i
    const unit = i < length ? text.charCodeAt(i) : 0
    const bits = isPair(unit, text, i) ? pairBits(text, i++) : characterBits[unit]!
    if ((bits & wordBits) !== 0 && (bits & han) === 0) {
      if (start < 0) start = at
      seen |= bits
      continue
    }
    if (start >= 0) {
      if (isJoiner(unit) && wordFollows(text, i + 1)) continue
      if (count + 1 >= starts.length) grow()
      starts[count] = start
      ends[count++] = at
      units += at - start
      if ((seen & letter) !== 0) withLetter++
      start = -1
      seen = 0
    }
    if (at >= length || count >= most) break
    if ((bits & han) === 0) continue
    if (count + 1 >= starts.length) grow()
    starts[count] = at
    ends[count++] = i + 1
    units += i + 1 - at
    if ((bits & letter) !== 0) withLetter++
  }
  return { count, starts: starts.slice(0, count), ends: ends.slice(0, count), units, withLetter }
}

function isJoiner(unit: number): boolean {
  return unit === 0x27 || unit === 0x2d || unit === 0x2019 // ' - ’
}

function wordFollows(text: string, index: number): boolean {
  if (index >= text.length) return false
  const unit = text.charCodeAt(index)
  const bits = isPair(unit, text, index) ? pairBits(text, index) : characterBits[unit]!
  return (bits & wordBits) !== 0 && (bits & han) === 0
}

function grow(): void {
  const double = (array: Int32Array) => {
    const more = new Int32Array(2 * array.length)
    more.set(array)
    return more
  }
  starts = double(starts)
  ends = double(ends)
}
