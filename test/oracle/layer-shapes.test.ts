/** Layers of any shape against the differences of their own output; `layers.test.ts` compares with PyTorch. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { add, broadcastTo, equal, iota, mul, or, sub, type Tensor, unsqueeze } from '../../src/graph/index.ts'
import {
  attentionBias,
  causalMask,
  contrastiveLoss,
  crossEntropy,
  gru,
  lstm,
  multiHeadAttention,
  paddingMask,
  rankingLoss,
  relativeBias,
} from '../../src/nn/index.ts'
import type { Device } from '../../src/runtime/index.ts'
import { type CheckOptions, checkOperator } from './check-operator.ts'
import { openOracleDevice } from './device.ts'

let device: Device
beforeAll(async () => {
  device = await openOracleDevice()
})
afterAll(() => device.close())

type T = Tensor
/** As many as a layer may take; it names those that it has. */
type Tensors = readonly [T, T, T, T, T]
const check = async (
  inputs: CheckOptions['inputs'],
  build: (...tensors: Tensors) => Tensor,
  constants: readonly number[] = [],
) => {
  const options = { inputs, build: build as CheckOptions['build'], constants, probes: 3 }
  expect(await checkOperator(device, options)).toEqual([])
}

const size = (max: number, min = 1) => fc.integer({ min, max })
const runs = { numRuns: 6, seed: 41 }
// Large inputs drive gates and softmaxes to where differences of this step see curvature.
const soft = (x: Tensor) => mul(x, 0.4)

test.each(['lstm', 'gru'] as const)('%s', async kind => {
  await fc.assert(
    fc.asyncProperty(size(3), size(6), size(4), size(4), async (batch, time, width, state) => {
      const gates = (kind === 'lstm' ? 4 : 3) * state
      await check(
        [
          { shape: [batch, time, width] },
          { shape: [gates, width] },
          { shape: [gates, state] },
          { shape: [gates] },
          { shape: [gates] },
        ],
        (x, input, hidden, inputBias, hiddenBias) =>
          (kind === 'lstm' ? lstm : gru)(x, { input: soft(input), hidden: soft(hidden), inputBias, hiddenBias }).output,
      )
    }),
    runs,
  )
})

test('attention of grouped queries, over itself or across, with masks and relative biases', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ batch: size(2), time: size(4), keys: size(5), shared: size(2), groups: size(3), width: size(4) }),
      fc.boolean(),
      async ({ batch, time, keys, shared, groups, width }, across) => {
        const heads = shared * groups
        const others = across ? keys : time
        await check(
          [
            { shape: [batch, time, heads, width] },
            { shape: [batch, others, shared, width] },
            { shape: [batch, others, shared, width] },
            { shape: [8, heads] },
            { shape: [batch, others], kind: 'flag' },
          ],
          (q, k, v, table_NH, present) => {
            const relative = relativeBias({ table_NH, queries_T: iota(q, 1), keys_S: iota(k, 1), bothWays: across })
            const places = broadcastTo(unsqueeze(iota(q, 1), 0), [batch, time])
            const first = equal(iota(present, 1), 0) // a query that sees nothing has no softmax
            const mask = attentionBias(across ? paddingMask(or(present, first)) : causalMask(places))
            return multiHeadAttention(soft(q), soft(k), v, { bias: add(relative, mask) })
          },
        )
      },
    ),
    runs,
  )
})

test('losses', async () => {
  await fc.assert(
    fc.asyncProperty(size(3), size(4, 2), size(5, 2), async (rows, places, classes) => {
      await check(
        [
          { shape: [rows, places, classes] },
          { shape: [rows, places], kind: 'ids', bound: classes },
          { shape: [rows, places], kind: 'positive' },
        ],
        (logits, targets, weights) => crossEntropy(logits, targets, weights, { labelSmoothing: 0.1, zLoss: 0.01 }),
        [2],
      )
      await check([{ shape: [rows, classes] }, { shape: [rows, classes], kind: 'ids', bound: 3 }], (rewards, ranks) =>
        rankingLoss(rewards, sub(ranks, 1)),
      )
      await check([{ shape: [places, classes + 2] }, { shape: [places, classes + 2] }], (a, b) =>
        contrastiveLoss(a, b, 0.7),
      )
    }),
    runs,
  )
})
