import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bytePairBuilder } from './byte-pair-encoder.ts'
import { type Merges, mergeSymbols } from './merge.ts'
import { pairMap } from './pair-map.ts'

const alphabet = 256
/** Bytes of which a few characters of one and of three bytes can be made, whole and in part. */
const letters = [0x61, 0xe4, 0xe5, 0xb8, 0x80]

/** A vocabulary as training makes it: every merge is of tokens that are there, and there are many ways to a token. */
const rules = fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { maxLength: 60, size: 'max' }).map(choices => {
  const spelled = Array.from({ length: alphabet }, (_, byte) => String.fromCharCode(byte))
  const ids = new Map(spelled.map((token, id) => [token, id]))
  const merges: [number, number, number][] = []
  const seen = new Set<string>()
  for (const [a, b] of choices) {
    const usable = [...letters, ...Array.from(spelled, (_, id) => id).slice(alphabet)]
    const [left, right] = [usable[a % usable.length]!, usable[b % usable.length]!]
    if (seen.has(`${left} ${right}`)) continue
    seen.add(`${left} ${right}`)
    const token = spelled[left]! + spelled[right]!
    if (!ids.has(token)) ids.set(token, spelled.push(token) - 1)
    merges.push([left, right, ids.get(token)!])
  }
  return { merges, count: spelled.length }
})

it('gives what merging gives', () => {
  const [first, ...others] = letters
  const wide = fc.tuple(
    fc.constantFrom(...others.slice(0, 2)),
    ...[1, 2].map(() => fc.constantFrom(...others.slice(2))),
  )
  const character = fc.oneof(fc.constant([first!]), wide)
  const text = fc.array(character, { maxLength: 60, size: 'max' }).map(characters => characters.flat())
  let comparisons = 0
  fc.assert(
    fc.property(rules, fc.array(text, { minLength: 5, maxLength: 5 }), ({ merges, count }, texts) => {
      const bytes = Int32Array.from({ length: alphabet }, (_, byte) => byte)
      const builder = bytePairBuilder(bytes, count)
      const ranks = pairMap()
      merges.forEach(([left, right, id], rank) => {
        builder.add(left, right, id)
        ranks.set(left, right, rank)
      })
      const encoder = builder.finish()
      if (!encoder) return
      comparisons += 1
      const table: Merges = { ranks, merged: Int32Array.from(merges, ([, , id]) => id) }
      for (const text of texts) {
        const symbols = Int32Array.from(text)
        const expected = symbols.slice(0, mergeSymbols(symbols, symbols.length, table))
        const into = new Int32Array(text.length + 3)
        const length = encoder.encode(Uint8Array.from(text), text.length, into, 3)
        expect([...into.subarray(3, 3 + length)]).toEqual([...expected])
      }
    }),
    { numRuns: 2000 },
  )
  expect(comparisons).toBeGreaterThan(1000)
})
