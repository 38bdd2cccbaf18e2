import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generalisedAdvantages, groupAdvantages, penalisedRewards } from './advantages.ts'

const near = (found: Float32Array, expected: readonly number[]) => {
  expect(found.length).toBe(expected.length)
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 5)
}

test('advantages of three tokens, by hand', () => {
  const { advantages, returns } = generalisedAdvantages([0, 0, 1], [0.5, 0.25, 0.5], { gamma: 0.9, lambda: 0.5 })
  // surprises: 0.9 · 0.25 - 0.5, 0.9 · 0.5 - 0.25, 1 - 0.5; each passes 0.45 of what follows on to the one before
  near(advantages, [-0.275 + 0.45 * (0.2 + 0.45 * 0.5), 0.2 + 0.45 * 0.5, 0.5])
  near(returns, [0.5 - 0.275 + 0.45 * 0.425, 0.25 + 0.425, 1])
})

test('with lambda 1 returns are the discounted rewards, with lambda 0 one step and the next value', () => {
  const numbers = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(numbers, fc.double({ min: 0.1, max: 1, noNaN: true }), (rewards, gamma) => {
      const values = rewards.map((reward, t) => Math.sin(reward + t))
      const whole = generalisedAdvantages(rewards, values, { gamma, lambda: 1 })
      const discounted = rewards.map((_, t) =>
        rewards.slice(t).reduce((sum, reward, k) => sum + reward * gamma ** k, 0),
      )
      near(whole.returns, discounted)
      const one = generalisedAdvantages(rewards, values, { gamma, lambda: 0 })
      near(
        one.returns,
        rewards.map((reward, t) => reward + gamma * (values[t + 1] ?? 0)),
      )
    }),
  )
})

test('an answer is rewarded at its end and pays for every step away from the reference', () => {
  near(penalisedRewards(2, [-1, -0.5], [-1.5, -0.25], 0.1), [-0.05, 2 + 0.025])
  expect(penalisedRewards(2, [], [], 0.1)).toHaveLength(0)
})

test('answers are measured against their own group; equal ones teach nothing', () => {
  near(groupAdvantages([1, 0, 1, 0, 3, 3], 2), [1, -1, 1, -1, 0, 0])
  near(groupAdvantages([1, 2, 3], 3), [-Math.sqrt(1.5), 0, Math.sqrt(1.5)])
})

test('what does not fit is refused', () => {
  expect(() => generalisedAdvantages([1], [1, 2])).toThrow('Expected a value for each of 1 rewards, but found 2')
  expect(() => penalisedRewards(0, [1], [], 1)).toThrow('Expected log p of 1 tokens twice, but found 0')
  expect(() => groupAdvantages([1, 2, 3], 2)).toThrow('Expected whole groups of at least 2 answers, but found 3 in 2s')
})
