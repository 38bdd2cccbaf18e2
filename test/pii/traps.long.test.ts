import { expect, it } from 'vitest'
import { findPersonalData } from '../../src/data/index.ts'
import { traps } from './traps.ts'

it.each(traps)('a million characters of %j', piece => {
  const text = piece.repeat(Math.ceil(1_000_000 / piece.length))
  expect(findPersonalData(text).every(({ start, end }) => start < end)).toBe(true)
})
