/** What is computed in parts beside the same in one piece. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { add, gradients, input, matmul, mul, recomputed, sum, type Tensor, tanh } from '../graph/index.ts'
import { type Device, type HostTensor, openDevice } from '../runtime/index.ts'
import { multiHeadAttention } from './attention.ts'
import { chunkedCrossEntropy, crossEntropy } from './losses/cross-entropy.ts'
import { causalBias, causalBlocks } from './masks.ts'

let device: Device
beforeAll(async () => {
  device = await openDevice({ threads: 1 })
})
afterAll(() => device.close())

const size = (max: number, min = 1) => fc.integer({ min, max })
const runs = { numRuns: 10, seed: 9 }

const wave = (...shape: readonly number[]): HostTensor => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(1.3 * i + 0.05 * i * i)),
})

/** The largest difference between what two graphs of the same inputs give, loss and gradients, over the largest value. */
async function difference(
  feeds: Readonly<Record<string, HostTensor>>,
  of: readonly string[],
  losses: readonly [(x: Readonly<Record<string, Tensor>>) => Tensor, (x: Readonly<Record<string, Tensor>>) => Tensor],
): Promise<number> {
  const found = []
  for (const loss of losses) {
    const dtype = (data: HostTensor['data']) => (data instanceof Int32Array ? 'int32' : 'float32')
    const inputs = Object.fromEntries(
      Object.entries(feeds).map(([name, { shape, data }]) => [name, input(name, shape, dtype(data))]),
    )
    const value = loss(inputs)
    const slopes = gradients(
      value,
      of.map(name => inputs[name]!),
    )
    const outputs = { loss: value, ...Object.fromEntries(of.map((name, index) => [name, slopes[index]!])) }
    const program = await device.compile({ outputs, updates: new Map() })
    found.push(await program.run(feeds))
    await program.release()
  }
  const [a, b] = found as [Record<string, HostTensor>, Record<string, HostTensor>]
  const relative = Object.keys(a).map(name => {
    const [x, y] = [a[name]!.data as Float32Array, b[name]!.data as Float32Array]
    const largest = x.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3)
    return x.reduce((most, value, i) => Math.max(most, Math.abs(value - y[i]!)), 0) / largest
  })
  return Math.max(...relative)
}

test('attention in blocks is attention, of any length, in documents and with grouped queries', async () => {
  await fc.assert(
    fc.asyncProperty(size(2), size(9), size(2), size(2), size(9), async (batch, time, groups, heads, block) => {
      const ids = (data: (t: number) => number): HostTensor => ({
        shape: [batch, time],
        data: Int32Array.from({ length: batch * time }, (_, i) => data(i % time)),
      })
      const feeds = {
        q: wave(batch, time, groups * heads, 4),
        k: wave(batch, time, heads, 4),
        v: wave(batch, time, heads, 4),
        positions: ids(t => (t < 4 ? t : t - 4)),
        documents: ids(t => Number(t >= 4)),
        weights: wave(batch, time, groups * heads * 4),
      }
      const loss = (inBlocks: boolean) => (x: Readonly<Record<string, Tensor>>) => {
        const mask = inBlocks
          ? { blocks: causalBlocks(x.positions!, x.documents!, block) }
          : { bias: causalBias(x.positions!, x.documents!) }
        return sum(mul(multiHeadAttention(x.q!, x.k!, x.v!, mask), x.weights!))
      }
      expect(await difference(feeds, ['q', 'k', 'v'], [loss(false), loss(true)])).toBeLessThan(1e-6)
    }),
    runs,
  )
})

test('cross entropy in chunks is cross entropy, also scaled, and of a head that is used elsewhere too', async () => {
  await fc.assert(
    fc.asyncProperty(size(9), size(5), size(6, 2), size(9), async (tokens, width, vocabulary, rows) => {
      const feeds = {
        hidden: wave(tokens, width),
        head: wave(vocabulary, width),
        targets: { shape: [tokens], data: Int32Array.from({ length: tokens }, (_, i) => (i * 5) % vocabulary) },
        weights: { shape: [tokens], data: Float32Array.from({ length: tokens }, (_, i) => i % 3) },
      }
      const loss = (inChunks: boolean) => (x: Readonly<Record<string, Tensor>>) => {
        const hidden = tanh(matmul(matmul(x.hidden!, x.head!, { transposeB: true }), x.head!))
        const found = inChunks
          ? chunkedCrossEntropy(hidden, x.head!, x.targets!, x.weights!, { rows })
          : crossEntropy(matmul(hidden, x.head!, { transposeB: true }), x.targets!, x.weights!)
        return mul(found, 0.3)
      }
      expect(await difference(feeds, ['hidden', 'head'], [loss(false), loss(true)])).toBeLessThan(2e-6)
    }),
    runs,
  )
})

test('chunks without gradients give the same loss', async () => {
  const feeds = {
    hidden: wave(7, 3),
    head: wave(5, 3),
    targets: { shape: [7], data: Int32Array.of(0, 4, 2, 2, 1, 3, 0) },
    weights: { shape: [7], data: new Float32Array(7).fill(1) },
  }
  const loss = (trained: boolean) => (x: Readonly<Record<string, Tensor>>) =>
    chunkedCrossEntropy(x.hidden!, x.head!, x.targets!, x.weights!, { rows: 3, trained })
  expect(await difference(feeds, [], [loss(true), loss(false)])).toBe(0)
})

test('what is recomputed has the same value and gradients to the bit, one within another too', async () => {
  const feeds = { x: wave(3, 4), a: wave(4, 4), b: wave(4, 4) }
  const layer = (weight: Tensor) => (x: Tensor) => add(x, tanh(matmul(x, weight)))
  const plain = ({ x, a, b }: Readonly<Record<string, Tensor>>) => sum(layer(b!)(layer(a!)(x!)))
  const again = ({ x, a, b }: Readonly<Record<string, Tensor>>) => {
    const inner = (y: Tensor) => recomputed(layer(a!), y, [a!])
    return sum(recomputed(y => layer(b!)(inner(y)), x!, [a!, b!]))
  }
  expect(await difference(feeds, ['x', 'a', 'b'], [plain, again])).toBe(0)
})
