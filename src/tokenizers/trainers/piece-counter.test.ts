import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apart } from '../pre-tokenizers/scanners/spacing.ts'
import { type CountedPieces, pieceCounter } from './piece-counter.ts'

const asMap = ({ units, ends, counts }: CountedPieces) =>
  new Map(
    Array.from(ends, (end, i) => [String.fromCharCode(...units.subarray(i === 0 ? 0 : ends[i - 1]!, end)), counts[i]!]),
  )

describe('pieceCounter', () => {
  it('counts as a map of strings does, also what another has counted', () => {
    const piece = fc.oneof(fc.constantFrom('a', 'b', 'ab', '我', '我们'), fc.string({ minLength: 1, maxLength: 3 }))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 300, size: 'max' }), pieces => {
        const [whole, half] = [pieceCounter(), pieceCounter()]
        const expected = new Map<string, number>()
        pieces.forEach((each, i) => {
          ;(i % 2 === 0 ? whole : half).addPiece(each)
          expected.set(each, (expected.get(each) ?? 0) + 1)
        })
        whole.addCounted(half.counted())
        expect(asMap(whole.counted())).toEqual(expected)
        expect(whole.size).toBe(expected.size)
      }),
      { numRuns: 50 },
    )
  })

  it('holds no more pieces than it may, and counts on average what there was', () => {
    const counter = pieceCounter(1000)
    for (let i = 0; i < 20_000; i++) counter.addText(`the w${i.toString(36)}`, apart)
    const counts = asMap(counter.counted())
    expect(counter.size).toBeLessThanOrEqual(1000)
    expect(counts.get('the')).toBe(20_000)
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
    expect(all / 80_000).toBeGreaterThan(0.8)
    expect(all / 80_000).toBeLessThan(1.2)
  })
})
