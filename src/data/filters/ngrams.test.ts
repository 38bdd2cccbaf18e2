import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ngramsOf } from './ngrams.ts'
import { wordsOf } from './words.ts'

const length = (words: readonly string[]) => words.join('').length
const grams = (words: readonly string[], n: number) =>
  words.length < n ? [] : words.slice(n - 1).map((_, i) => words.slice(i, i + n))

/** The definition, in as many words. */
function top(words: readonly string[], n: number): number {
  const groups = [...Map.groupBy(grams(words, n), gram => gram.join(' ')).values()].filter(group => group.length > 1)
  const most = Math.max(0, ...groups.map(group => group.length))
  return most === 0 ? 0 : most * length(groups.find(group => group.length === most)![0]!)
}

function repeated(words: readonly string[], n: number): number {
  const seen = new Set<string>()
  let sum = 0
  for (let i = 0; i + n <= words.length; ) {
    const gram = words.slice(i, i + n)
    if (seen.has(gram.join(' '))) {
      sum += length(gram)
      i += n
    } else {
      seen.add(gram.join(' '))
      i++
    }
  }
  return sum
}

test('what n-grams cover is what the definitions say, for any lengths in rising order', () => {
  const words = fc.array(fc.constantFrom('a', 'be', 'sea', '字', '籽'), { maxLength: 60 })
  const lengths = fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { maxLength: 6 })
  fc.assert(
    fc.property(words, lengths, lengths, (words, first, second) => {
      const text = words.join(' ')
      const ngrams = ngramsOf(text, wordsOf(text))
      const tops = first.sort((a, b) => a - b)
      const more = second.sort((a, b) => a - b).filter(n => n >= (tops.at(-1) ?? 0))
      expect(tops.map(n => ngrams.top(n))).toEqual(tops.map(n => top(words, n)))
      expect(more.map(n => ngrams.repeated(n))).toEqual(more.map(n => repeated(words, n)))
    }),
    { numRuns: 500 },
  )
})
