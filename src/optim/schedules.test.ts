import fc from 'fast-check'
import { expect, test } from 'vitest'
import { constant, cosine, linear, warmupStableDecay } from './schedules.ts'

test('schedules at the steps where something happens', () => {
  expect([0, 50].map(constant())).toEqual([1, 1])
  expect([0, 1, 2, 50].map(constant({ warmupSteps: 2 }))).toEqual([0.5, 1, 1, 1])
  const straight = linear({ steps: 12, warmupSteps: 2, finalFactor: 0.5 })
  expect([0, 1, 2, 7, 12, 100].map(straight)).toEqual([0.5, 1, 1, 0.75, 0.5, 0.5])
  const wave = cosine({ steps: 10 })
  expect(wave(0)).toBe(1)
  expect(wave(5)).toBeCloseTo(0.5, 12)
  expect(wave(10)).toBeCloseTo(0, 12)
  const stable = warmupStableDecay({ steps: 20, warmupSteps: 4, decaySteps: 10 })
  expect([0, 3, 4, 10, 15, 20].map(stable)).toEqual([0.25, 1, 1, 1, 0.5, 0])
})

test('every schedule stays between 0 and 1, rises in the warm-up and never rises after it', () => {
  const options = fc.record({ steps: fc.integer({ min: 1, max: 60 }), warmupSteps: fc.integer({ min: 0, max: 20 }) })
  fc.assert(
    fc.property(options, fc.integer({ min: 0, max: 20 }), ({ steps, warmupSteps }, decaySteps) => {
      fc.pre(warmupSteps + decaySteps <= steps)
      const shared = { steps, warmupSteps }
      for (const schedule of [linear(shared), cosine(shared), warmupStableDecay({ ...shared, decaySteps })]) {
        const factors = Array.from({ length: steps + 2 }, (_, step) => schedule(step))
        for (const [step, factor] of factors.entries()) {
          expect(factor).toBeGreaterThanOrEqual(0)
          expect(factor).toBeLessThanOrEqual(1)
          if (step >= 1 && step < warmupSteps) expect(factor).toBeGreaterThan(factors[step - 1]!)
          if (step > warmupSteps) expect(factor).toBeLessThanOrEqual(factors[step - 1]!)
        }
        // No step of the run is spent at rate 0.
        expect(factors[steps - 1]!).toBeGreaterThan(0)
      }
    }),
  )
})

test('a warm-up or decay longer than the run is wrong usage', () => {
  expect(() => linear({ steps: 5, warmupSteps: 6 })).toThrow('Expected warmupSteps of at most 5 steps, but found 6')
  expect(() => warmupStableDecay({ steps: 5, warmupSteps: 3, decaySteps: 3 })).toThrow(
    'Expected warmupSteps + decaySteps of at most 5 steps, but found 3 + 3',
  )
})
