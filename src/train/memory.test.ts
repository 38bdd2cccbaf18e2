import { expect, test } from 'vitest'
import {
  add,
  exp,
  type Graph,
  gradients,
  input,
  matmul,
  mul,
  parameter,
  quantizedMatmul,
  reshape,
  sum,
  type Tensor,
  tanh,
} from '../graph/index.ts'
import { expectEnoughMemory, peakActivations } from './memory.ts'

// Legend: N rows, D width.
const [rows, width] = [100, 32]
const layerBytes = 4 * rows * width
const outputs = (y: Tensor): Graph => ({ outputs: { y: sum(y) }, updates: new Map() })
const x_ND = () => input('x', [rows, width])

test('what nobody reads later is written over, and views take nothing', () => {
  const once = exp(x_ND())
  expect(peakActivations(outputs(once))).toBe(layerBytes + 4)
  expect(peakActivations(outputs(exp(tanh(reshape(add(once, 1), [width, rows])))))).toBe(layerBytes + 4)
  expect(peakActivations(outputs(mul(tanh(once), once)))).toBe(2 * layerBytes)
  expect(peakActivations(outputs(matmul(once, parameter('w', [width, width]))))).toBe(2 * layerBytes)
})

test('operands that are rounded to bytes are in memory twice', () => {
  const product = outputs(quantizedMatmul(x_ND(), parameter('w', [width, width])))
  expect(peakActivations(product)).toBe(layerBytes + 1.25 * (layerBytes + 4 * width * width))
})

test('new values of state take nothing, since they are written over the old ones', () => {
  const w = parameter('w', [rows, width])
  expect(peakActivations({ outputs: {}, updates: new Map([[w, mul(w, 2)]]) })).toBe(0)
})

test('what gradients need grows with the layers', () => {
  const peak = (layers: number) => {
    const weights = Array.from({ length: layers }, (_, i) => parameter(`w${i}`, [width, width]))
    const loss = sum(weights.reduce((hidden, weight) => tanh(matmul(hidden, weight)), x_ND()))
    const found = gradients(loss, weights)
    return peakActivations({ outputs: { loss }, updates: new Map(weights.map((w, i) => [w, add(w, found[i]!)])) })
  }
  expect(peak(12) - peak(8)).toBe(4 * layerBytes)
  expect(peak(8)).toBeLessThan(11 * layerBytes)
})

test('a plan that does not fit is refused with its parts, one that fits is not', () => {
  const plan = { parameters: 0.5 * 2 ** 30, state: 2 ** 30, activations: 2 ** 30 }
  expect(() => expectEnoughMemory(plan, 4 * 2 ** 30)).toThrow(
    'Expected about 4.5 GB of memory for this training (weights 0.50 GB, optimizer 1.0 GB, activations 1.4 GB, the rest ' +
      'copies), but only 4.0 GB are free. Close other programs, or set a smaller batchSize, a larger gradientAccumulation, recompute',
  )
  expect(() => expectEnoughMemory(plan, 5 * 2 ** 30)).not.toThrow()
  expect(() => expectEnoughMemory({ parameters: 1e6, state: 1e6, activations: 1e6 })).not.toThrow()
})
