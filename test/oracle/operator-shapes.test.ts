/** Operators whose shapes are free, of any shape, against the differences of their own output. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as g from '../../src/graph/index.ts'
import type { Device } from '../../src/runtime/index.ts'
import { type CheckOptions, checkOperator } from './check-operator.ts'
import { openOracleDevice } from './device.ts'
import type { InputSpec } from './values.ts'

let device: Device
beforeAll(async () => {
  device = await openOracleDevice()
})
afterAll(() => device.close())

const size = fc.integer({ min: 1, max: 4 })
const shapes = fc.array(size, { minLength: 1, maxLength: 4 })
const runs = { numRuns: 5, seed: 97 }

async function check(inputs: readonly InputSpec[], build: CheckOptions['build']): Promise<void> {
  expect(await checkOperator(device, { inputs, build, probes: 2 })).toEqual([])
}

/** Two shapes that broadcast: some axes of either are 1, and the second may lack the first axes. */
const broadcasting = fc
  .tuple(fc.array(fc.tuple(size, fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 4 }), fc.nat(3))
  .map(([axes, cut]) => [
    axes.map(([dim, one]) => (one ? 1 : dim)),
    axes.map(([dim, , one]) => (one ? 1 : dim)).slice(Math.min(cut, axes.length - 1)),
  ])

test.each(Object.entries({ add: g.add, sub: g.sub, mul: g.mul, div: g.div }))('%s', async (_, apply) => {
  await fc.assert(
    fc.asyncProperty(broadcasting, async ([left, right]) => {
      await check([{ shape: left! }, { shape: right!, kind: 'positive' }], (a, b) => apply(a!, b!))
    }),
    runs,
  )
})

const reductions = { sum: g.sum, mean: g.mean, max: g.max }
test.each(Object.entries(reductions))('%s over any axes', async (_, reduce) => {
  const cases = shapes.chain(shape => fc.tuple(fc.constant(shape), fc.subarray(shape.map((__, axis) => axis))))
  await fc.assert(
    fc.asyncProperty(cases, fc.boolean(), async ([shape, axes], keepDims) => {
      await check([{ shape, kind: 'grid' }], x => reduce(g.square(x!), { axes, keepDims }))
    }),
    runs,
  )
})

test('matmul, batched, transposed and broadcast', async () => {
  const cases = fc.record({ batch: fc.array(size, { maxLength: 2 }), rows: size, inner: size, columns: size })
  const flips = fc.record({ transposeA: fc.boolean(), transposeB: fc.boolean(), one: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(cases, flips, async ({ batch, rows, inner, columns }, { transposeA, transposeB, one }) => {
      const a = [...batch, ...(transposeA ? [inner, rows] : [rows, inner])]
      const b = [...(one ? [] : batch), ...(transposeB ? [columns, inner] : [inner, columns])]
      await check([{ shape: a }, { shape: b }], (x, y) => g.matmul(x!, y!, { transposeA, transposeB, alpha: 0.5 }))
    }),
    { ...runs, numRuns: 10 },
  )
})

const overLastAxis: Readonly<Record<string, (x: g.Tensor) => g.Tensor>> = {
  softmax: g.softmax,
  logSoftmax: g.logSoftmax,
  cumulativeSum: x => g.cumulativeSum(x, -1),
  topK: x => g.topK(x, 1).values,
  rmsNorm: x => g.rmsNorm(x, g.constant(0.5, [Number(x.shape.at(-1))]), 1),
  layerNorm: x => g.layerNorm(x, ...([0.5, 0.1].map(v => g.constant(v, [Number(x.shape.at(-1))])) as Two), 1),
}
type Two = [g.Tensor, g.Tensor]
test.each(Object.entries(overLastAxis))('%s of any rank', async (_, build) => {
  await fc.assert(
    fc.asyncProperty(shapes, async shape => {
      await check([{ shape, kind: 'grid' }], x => build(x!))
    }),
    runs,
  )
})

test('rows and elements by ids of any shape, many of them twice', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, size, size, fc.boolean(), async (shape, rows, width, several) => {
      await check([{ shape: [rows, width] }, { shape, kind: 'ids', bound: rows }], (table, ids) =>
        g.gather(table!, ids!),
      )
      const places: InputSpec = { shape: several ? [...shape, 3] : shape, kind: 'ids', bound: width }
      await check([{ shape: [...shape, width] }, places], (x, ids) => g.gatherLast(x!, ids!))
    }),
    runs,
  )
})

test('shapes change back and forth', async () => {
  const cases = shapes.chain(shape =>
    fc.tuple(fc.constant(shape), fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }), fc.nat(9)),
  )
  await fc.assert(
    fc.asyncProperty(cases, async ([shape, permutation, pick]) => {
      const axis = pick % shape.length
      const cut = Math.ceil(shape[axis]! / 2)
      await check([{ shape }], x => {
        const turned = g.transpose(g.square(x!), permutation)
        const flat = g.reshape(turned, [shape.reduce((a, b) => a * b, 1)])
        const parts = g.pad(g.slice(g.concat([x!, g.square(x!)], axis), axis, 0, cut), axis, 1, 2)
        return g.mul(g.sum(parts), flat)
      })
    }),
    runs,
  )
})
