import type { Filter, Rejection } from './filter.ts'
import { isChinese, linesOf, wordsOf } from './text.ts'

/** Largest share of characters inside the most frequent n-gram, and inside any n-gram that occurs again, by n. */
const topLimits: readonly (readonly [n: number, most: number])[] = [
  [2, 0.2],
  [3, 0.18],
  [4, 0.16],
]
const repeatedLimits: readonly (readonly [n: number, most: number])[] = [
  [5, 0.15],
  [6, 0.14],
  [7, 0.13],
  [8, 0.12],
  [9, 0.11],
  [10, 0.1],
]

/** Words from which on repeated n-grams mean something: a short text about the United Arab Emirates has to repeat them. */
const longText = 200

/**
 * The repetition rules of Gopher (Rae et al. 2021, appendix A.1.1, table A1) with its thresholds: lines, paragraphs and
 * n-grams that occur again and again. Chinese n-grams are of characters and twice as long, since a Chinese word has
 * about two characters. Only texts of 200 words (Chinese characters) are held to the n-grams: short ones, verse with a
 * refrain among them, repeat without being machine-made.
 */
export function repetitionFilter(): Filter {
  return {
    name: 'repetition',
    apply: document => {
      const paragraphs = document.text.split(/\n{2,}/).filter(paragraph => paragraph.trim() !== '')
      return (
        repeatedParts('lines', linesOf(document.text)) ??
        repeatedParts('paragraphs', paragraphs) ??
        repeatedNgrams(document.text) ??
        document
      )
    },
  }
}

function repeatedParts(what: string, parts: readonly string[]): Rejection | undefined {
  const seen = new Set<string>()
  const again = parts.filter(part => seen.size === seen.add(part).size)
  const characters = (list: readonly string[]) => list.reduce((sum, part) => sum + part.length, 0)
  const share = again.length / Math.max(1, parts.length)
  if (share > 0.3) return { reason: `repeated ${what}: more than 0.3`, value: share }
  const inCharacters = characters(again) / Math.max(1, characters(parts))
  if (inCharacters > 0.2) return { reason: `characters in repeated ${what}: more than 0.2`, value: inCharacters }
  return undefined
}

function repeatedNgrams(text: string): Rejection | undefined {
  const words = wordsOf(text)
  const scale = isChinese(text) ? 2 : 1
  if (words.length < longText) return undefined
  const { ids, lengths } = numbered(words)
  const total = lengths.reduce((sum, length) => sum + length, 0)
  for (const [n, most] of topLimits) {
    const share = topNgram(ids, lengths, n * scale) / total
    if (share > most) return { reason: `most frequent ${n}-gram: more than ${most}`, value: share }
  }
  for (const [n, most] of repeatedLimits) {
    const share = repeatedCharacters(ids, lengths, n * scale) / total
    if (share > most) return { reason: `repeated ${n}-grams: more than ${most}`, value: share }
  }
  return undefined
}

function numbered(words: readonly string[]): { ids: Int32Array; lengths: Int32Array } {
  const known = new Map<string, number>()
  const ids = Int32Array.from(words, word => {
    const id = known.get(word) ?? known.size
    known.set(word, id)
    return id
  })
  return { ids, lengths: Int32Array.from(words, word => word.length) }
}

/** Characters that all occurrences of the most frequent n-gram cover; 0 when none occurs twice. */
function topNgram(ids: Int32Array, lengths: Int32Array, n: number): number {
  const counts = new Map<number, number>()
  let best = 1
  let bestStart = 0
  for (let start = 0; start + n <= ids.length; start++) {
    const hash = ngramHash(ids, start, n)
    const count = (counts.get(hash) ?? 0) + 1
    counts.set(hash, count)
    if (count > best) [best, bestStart] = [count, start]
  }
  if (best === 1) return 0
  let characters = 0
  for (let i = bestStart; i < bestStart + n; i++) characters += lengths[i]!
  return best * characters
}

/** Characters inside n-grams that have occurred before, each counted once. */
function repeatedCharacters(ids: Int32Array, lengths: Int32Array, n: number): number {
  const seen = new Set<number>()
  let characters = 0
  for (let start = 0; start + n <= ids.length; ) {
    const hash = ngramHash(ids, start, n)
    if (!seen.has(hash)) {
      seen.add(hash)
      start++
    } else {
      for (let i = start; i < start + n; i++) characters += lengths[i]!
      start += n
    }
  }
  return characters
}

/** 53 bits, so that two different n-grams of one text practically never share a number. */
function ngramHash(ids: Int32Array, start: number, n: number): number {
  let high = 0x811c9dc5
  let low = 0x01000193
  for (let i = start; i < start + n; i++) {
    high = Math.imul(high ^ ids[i]!, 0x85ebca6b)
    low = Math.imul(low + ids[i]!, 0xc2b2ae35) ^ (low >>> 15)
  }
  return (high >>> 11) * 4294967296 + (low >>> 0)
}
