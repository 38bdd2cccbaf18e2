import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pairCounts } from './pair-counts.ts'

/** Counts all pairs anew after each merge, as the definition of byte-pair encoding has it. */
function trainByDefinition(words: readonly (readonly number[])[], counts: readonly number[], merges: number) {
  let current = words.map(word => [...word])
  const learned: string[] = []
  for (let symbol = 100; symbol < 100 + merges; symbol++) {
    const totals = new Map<string, number>()
    current.forEach((word, w) => {
      for (let i = 0; i + 1 < word.length; i++) {
        const key = `${word[i]} ${word[i + 1]}`
        totals.set(key, (totals.get(key) ?? 0) + counts[w]!)
      }
    })
    const parts = (key: string) => key.split(' ').map(Number) as [number, number]
    const [best] = [...totals].sort(([a, countA], [b, countB]) => {
      const [[leftA, rightA], [leftB, rightB]] = [parts(a), parts(b)]
      return countB - countA || leftA - leftB || rightA - rightB
    })
    if (!best) break
    learned.push(best[0])
    const [left, right] = parts(best[0])
    current = current.map(word => {
      const merged: number[] = []
      for (let i = 0; i < word.length; i++) {
        if (word[i] === left && word[i + 1] === right) {
          merged.push(symbol)
          i += 1
        } else merged.push(word[i]!)
      }
      return merged
    })
  }
  return learned
}

it('finds the merges that counting anew each time finds', () => {
  // Runs of one symbol count overlapping pairs, whose number a merge changes in its own way: the definition counts
  // them as the trainer of Hugging Face does at the start, so words without such runs are compared.
  const word = fc
    .array(fc.nat(4), { minLength: 1, maxLength: 12 })
    .map(symbols => symbols.filter((symbol, i) => i === 0 || symbol !== symbols[i - 1]))
  const corpus = fc.array(fc.tuple(word, fc.integer({ min: 1, max: 9 })), { maxLength: 12 })
  fc.assert(
    fc.property(corpus, corpus => {
      const words = corpus.map(([word]) => word)
      const counts = corpus.map(([, count]) => count)
      let length = 0
      const ends = Int32Array.from(words, word => (length += word.length))
      const pairs = pairCounts({ symbols: Int32Array.from(words.flat()), ends }, counts)
      const learned: string[] = []
      for (let symbol = 100; symbol < 112; symbol++) {
        const pair = pairs.mostFrequent(1)
        if (pair < 0) break
        learned.push(`${pairs.left(pair)} ${pairs.right(pair)}`)
        pairs.merge(pair, symbol)
      }
      expect(learned).toEqual(trainByDefinition(words, counts, 12))
    }),
    { numRuns: 400 },
  )
})

it('stops below the least count', () => {
  const pairs = pairCounts({ symbols: Int32Array.of(1, 2, 3), ends: Int32Array.of(3) }, [2])
  expect(pairs.mostFrequent(3)).toBe(-1)
})
