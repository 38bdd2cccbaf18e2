import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  add,
  attention,
  constant,
  gather,
  logSoftmax,
  matmul,
  mul,
  reshape,
  rmsNorm,
  silu,
  type Tensor,
  transpose,
} from '../../src/graph/index.ts'
import type { Device } from '../../src/runtime/index.ts'
import { checkOperator } from './check-operator.ts'
import { openOracleDevice } from './device.ts'

let device: Device
beforeAll(async () => {
  device = await openOracleDevice()
})
afterAll(() => device.close())

// A large epsilon and small weights keep the curvature low, which differences would see.
const size = (max: number) => fc.integer({ min: 1, max })
const runs = { numRuns: 12, seed: 20 }

test('a block of a decoder, of any shape, has the gradient of its differences', async () => {
  await fc.assert(
    fc.asyncProperty(size(3), size(5), size(3), size(4), async (batch, time, heads, width) => {
      const model = heads * width
      const build = (x: Tensor, norm: Tensor, qkv: Tensor, gate: Tensor, out: Tensor): Tensor => {
        const project = (index: number) => {
          const all = reshape(matmul(rmsNorm(x, norm, 1), qkv, { transposeB: true, alpha: 0.2 }), [
            batch,
            time,
            3,
            heads,
            width,
          ])
          const part = reshape(transpose(all, [2, 0, 3, 1, 4]), [3, batch * heads * time * width])
          const row = gather(part, constant([index], [1], 'int32'))
          return reshape(row, [batch, heads, time, width])
        }
        const mixed = transpose(attention(project(0), project(1), project(2)), [0, 2, 1, 3])
        const hidden = add(x, reshape(mixed, [batch, time, model]))
        return logSoftmax(matmul(mul(silu(matmul(hidden, gate, { alpha: 0.2 })), hidden), out, { alpha: 0.2 }))
      }
      const inputs = [
        { shape: [batch, time, model] },
        { shape: [model], kind: 'positive' as const },
        { shape: [3 * model, model] },
        { shape: [model, model] },
        { shape: [model, 3] },
      ]
      const differences = await checkOperator(device, {
        inputs,
        build: (...tensors) => build(...(tensors as [Tensor, Tensor, Tensor, Tensor, Tensor])),
        probes: 3,
      })
      expect(differences).toEqual([])
    }),
    runs,
  )
})
