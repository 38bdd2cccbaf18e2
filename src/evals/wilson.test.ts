import { expect, test } from 'vitest'
import { wilsonInterval } from './wilson.ts'

// Values of statsmodels' proportion_confint(method='wilson'), rounded.
test.each([
  [81, 263, 0.2553, 0.3662],
  [0, 20, 0, 0.1611],
  [15, 148, 0.0624, 0.1605],
])('%d of %d', (right, total, low, high) => {
  const interval = wilsonInterval(right, total)
  expect(interval[0]).toBeCloseTo(low, 4)
  expect(interval[1]).toBeCloseTo(high, 4)
})

test('all right leaves room below, and no trial says nothing', () => {
  expect(wilsonInterval(100, 100)[1]).toBe(1)
  expect(wilsonInterval(100, 100)[0]).toBeCloseTo(0.963, 3)
  expect(wilsonInterval(0, 0)).toEqual([0, 1])
})
