import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Merges, mergeSymbols } from './merge.ts'
import { pairMap } from './pair-map.ts'

/** The definition: look for the pair of the lowest rank, the leftmost of several, until there is none. */
function mergeByDefinition(symbols: readonly number[], rules: readonly (readonly [number, number])[], first: number) {
  let current = [...symbols]
  for (;;) {
    let best: { rank: number; at: number } | undefined
    for (let at = 0; at + 1 < current.length; at++) {
      const rank = rules.findIndex(([left, right]) => left === current[at] && right === current[at + 1])
      if (rank >= 0 && (!best || rank < best.rank)) best = { rank, at }
    }
    if (!best) return current
    current = [...current.slice(0, best.at), first + best.rank, ...current.slice(best.at + 2)]
  }
}

it('merges short and long pieces by the definition', () => {
  const alphabet = 3
  const rule = fc.tuple(fc.nat(9), fc.nat(9)).map(([a, b]) => [a, b] as const)
  const rules = fc.uniqueArray(rule, { maxLength: 7, selector: String })
  const symbols = fc.array(fc.nat(alphabet - 1), { maxLength: 120, size: 'max' })
  fc.assert(
    fc.property(rules, symbols, (rules, symbols) => {
      const ranks = pairMap()
      rules.forEach(([left, right], rank) => {
        ranks.set(left, right, rank)
      })
      const merges: Merges = { ranks, merged: Int32Array.from(rules, (_, rank) => alphabet + rank) }
      const merged = Int32Array.from(symbols)
      const length = mergeSymbols(merged, merged.length, merges)
      expect([...merged.slice(0, length)]).toEqual(mergeByDefinition(symbols, rules, alphabet))
    }),
    { numRuns: 500 },
  )
})
