import { expect, test } from 'vitest'
import { parseRecipe, type StageOf } from '../runs/index.ts'
import { scheduleOf } from './schedule.ts'

function stage(...keys: readonly string[]): StageOf<'pretrain'> {
  const text = `name: x\nstages:\n  data: { kind: documents, sources: [{ uri: x.txt }] }\n  tokenizer: { kind: tokenizer, from: [data] }\n  base: { kind: pretrain, steps: 100, ${keys.join(', ')} }\n`
  return parseRecipe(text, 'x.yaml').stages.base as StageOf<'pretrain'>
}

/** The factor at the first step, in the middle of the warm-up, half way and at the last step. */
const factors = (...keys: readonly string[]) => {
  const schedule = scheduleOf(stage(...keys), 100)
  return [0, 4, 50, 99].map(step => Number(schedule(step).toFixed(4)))
}

test.each([
  ['schedule: constant, warmupFraction: 0', [1, 1, 1, 1]],
  ['schedule: constant, warmupSteps: 10', [0.1, 0.5, 1, 1]],
  ['schedule: cosine, warmupSteps: 0, finalFraction: 0.5', [1, 0.998, 0.75, 0.5001]],
  ['schedule: linear, warmupSteps: 10', [0.1, 0.5, 0.5556, 0.0111]],
  ['schedule: cosine, warmupFraction: 0.1', [0.1, 0.5, 0.5868, 0.0003]],
  ['schedule: warmupStableDecay, warmupSteps: 10, decayFraction: 0.2', [0.1, 0.5, 1, 0.05]],
  ['schedule: warmupStableDecay, warmupFraction: 0, decayFraction: 1', [1, 0.96, 0.5, 0.01]],
])('%s', (keys, expected) => {
  expect(factors(keys)).toEqual(expected)
})

test('a warm-up leaves less to decay, never a negative rest', () => {
  const schedule = scheduleOf(stage('schedule: warmupStableDecay, warmupSteps: 60, decayFraction: 0.9'), 100)
  expect(schedule(59)).toBe(1)
  expect(schedule(60)).toBe(1)
  expect(schedule(80)).toBeCloseTo(0.5)
})
