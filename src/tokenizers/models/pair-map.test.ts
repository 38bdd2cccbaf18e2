import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pairMap } from './pair-map.ts'

it('remembers the last value of every pair, while it grows', () => {
  const id = fc.oneof(fc.nat(20), fc.nat(0x7fffffff))
  fc.assert(
    fc.property(fc.array(fc.tuple(id, id, fc.nat()), { maxLength: 200, size: 'max' }), entries => {
      const map = pairMap(1)
      const expected = new Map<string, number>()
      for (const [left, right, value] of entries) {
        map.set(left, right, value)
        expected.set(`${left} ${right}`, value)
      }
      expect(map.size).toBe(expected.size)
      for (const [left, right] of entries) {
        expect(map.get(left, right)).toBe(expected.get(`${left} ${right}`))
        expect(map.get(right, left)).toBe(expected.get(`${right} ${left}`) ?? -1)
      }
    }),
  )
})
