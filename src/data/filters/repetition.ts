import { isChinese } from '../language/index.ts'
import type { Filter, Rejection } from './filter.ts'
import { type Lines, linesOf } from './lines.ts'
import { tooMany } from './measure.ts'
import { ngramsOf } from './ngrams.ts'
import { wordsOf } from './words.ts'

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
 * The repetition rules of Gopher (Rae et al. 2021, appendix A.1.1, table A1) with its thresholds: lines and paragraphs
 * that occur again (30 % of them, 20 % of their characters), and n-grams. Chinese n-grams are of characters and twice as
 * long, since a Chinese word has about two characters. Only texts of 200 words (Chinese characters) are held to the
 * n-grams: short ones, verse with a refrain among them, repeat without being machine-made.
 */
export function repetitionFilter(): Filter {
  return {
    name: 'repetition',
    apply: document => {
      const { text } = document
      const lines = linesOf(text)
      return (
        repeatedParts('lines', text, lines) ??
        repeatedParts('paragraphs', text, paragraphsOf(text, lines)) ??
        repeatedNgrams(text) ??
        document
      )
    },
  }
}

type Parts = Pick<Lines, 'count' | 'starts' | 'ends' | 'units'>

function repeatedParts(what: string, text: string, { count, starts, ends, units }: Parts): Rejection | undefined {
  if (count < 2) return undefined
  const { repeated, repeatedUnits } = repeatedAmong(text, starts, ends)
  return (
    tooMany(`repeated ${what}`, repeated / count, 0.3) ??
    tooMany(`characters in repeated ${what}`, repeatedUnits / units, 0.2)
  )
}

/** How many parts have occurred before, and their UTF-16 units. */
export function repeatedAmong(
  text: string,
  starts: Int32Array,
  ends: Int32Array,
): { repeated: number; repeatedUnits: number } {
  const seen = new Set<string>()
  let repeatedUnits = 0
  for (let i = 0; i < starts.length; i++) {
    const size = seen.size
    if (seen.add(text.slice(starts[i], ends[i])).size === size) repeatedUnits += ends[i]! - starts[i]!
  }
  return { repeated: starts.length - seen.size, repeatedUnits }
}

/** Lines without a blank one between them. */
function paragraphsOf(text: string, lines: Lines): Parts {
  const starts: number[] = []
  const ends: number[] = []
  let units = 0
  for (let i = 0; i < lines.count; i++) {
    const blank = i === 0 || text.slice(lines.ends[i - 1], lines.starts[i]).includes('\n\n')
    if (blank) starts.push(lines.starts[i]!)
    else ends.pop()
    ends.push(lines.ends[i]!)
  }
  for (const [i, start] of starts.entries()) units += ends[i]! - start
  return { count: starts.length, starts: Int32Array.from(starts), ends: Int32Array.from(ends), units }
}

function repeatedNgrams(text: string): Rejection | undefined {
  const words = wordsOf(text)
  if (words.count < longText) return undefined
  const scale = isChinese(text) ? 2 : 1
  const ngrams = ngramsOf(text, words)
  for (const [n, most] of topLimits) {
    const rejection = tooMany(`most frequent ${n}-gram`, ngrams.top(n * scale) / words.units, most)
    if (rejection) return rejection
  }
  for (const [n, most] of repeatedLimits) {
    const rejection = tooMany(`repeated ${n}-grams`, ngrams.repeated(n * scale) / words.units, most)
    if (rejection) return rejection
  }
  return undefined
}
