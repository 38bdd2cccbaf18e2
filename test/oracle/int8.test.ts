/** Products of 8-bit integers: against plain arithmetic, bit for bit, and their gradients beside those of float32. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as g from '../../src/graph/index.ts'
import { linear, type Precision } from '../../src/nn/index.ts'
import { random } from '../../src/random/index.ts'
import { type Device, openDevice } from '../../src/runtime/index.ts'

let device: Device
beforeAll(async () => {
  device = await openDevice({ threads: 1 })
})
afterAll(() => device.close())

const f = Math.fround
type Matrix = readonly (readonly number[])[]

/** To the nearest whole number, of two equally near ones to the even one. */
function nearest(x: number): number {
  const below = Math.floor(x)
  if (x - below !== 0.5) return Math.round(x)
  return below % 2 === 0 ? below : below + 1
}

const extremes = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const
const largest = (values: readonly number[]) => Math.max(...values.map(Math.abs), f(1e-30))
const transposed = (matrix: Matrix): Matrix => matrix[0]!.map((_, column) => matrix.map(row => row[column]!))

/** Levels less their zero point, and what one level is worth. */
interface Levels {
  readonly levels: Matrix
  readonly scale: number
}

function toRange(x: Matrix): Levels {
  const [low, high] = extremes([0, ...x.flat()])
  const scale = high === low ? 1 : f(f(high - low) / 255)
  const zero = nearest(Math.min(255, Math.max(0, f(-low / scale))))
  const level = (value: number) => Math.min(255, Math.max(0, nearest(f(value / scale)) + zero)) - zero
  return { levels: x.map(row => row.map(level)), scale }
}

function toLargest(x: Matrix, scale = f(largest(x.flat()) * f(1 / 127))): Levels {
  const level = (value: number) => Math.min(127, Math.max(-128, nearest(f(value / scale))))
  return { levels: x.map(row => row.map(level)), scale }
}

/** `quantizedMatmul` in plain arithmetic, every rounding of float32 written out. */
function reference(a: Matrix, b: Matrix, scales: 'tensor' | 'rows', transposeA: boolean): Matrix {
  const rows = a.map(largest)
  const byRows = scales === 'rows'
  const left = byRows
    ? toLargest(
        a.map((row, i) => row.map(x => f(x / rows[i]!))),
        f(1 / 127),
      )
    : toRange(a)
  const right = toLargest(byRows && transposeA ? b.map((row, i) => row.map(x => f(x * rows[i]!))) : b)
  const [first, second] = [transposeA ? transposed(left.levels) : left.levels, transposed(right.levels)]
  const scale = f(left.scale * right.scale)
  return first.map((row, i) =>
    second.map(column => {
      const product = f(f(row.reduce((sum, x, k) => sum + x * column[k]!, 0)) * scale)
      return byRows && !transposeA ? f(product * rows[i]!) : product
    }),
  )
}

/** Normal values whose rows, where they are gradients, differ by orders of magnitude. */
function values(rows: number, columns: number, seed: number, spread = 0): Matrix {
  const stream = random('int8', seed)
  return Array.from({ length: rows }, () => {
    const size = Math.exp(spread * stream.normal())
    return Array.from({ length: columns }, () => f(size * stream.normal()))
  })
}

const feed = (matrix: Matrix) => ({
  shape: [matrix.length, matrix[0]!.length],
  data: Float32Array.from(matrix.flat()),
})

async function computed(
  build: (...inputs: readonly g.Tensor[]) => readonly g.Tensor[],
  ...matrices: readonly Matrix[]
): Promise<Float32Array[]> {
  const feeds = matrices.map(feed)
  const outputs = build(...feeds.map(({ shape }, i) => g.input(`x${i}`, shape)))
  const program = await device.compile({
    outputs: Object.fromEntries(outputs.map((y, i) => [`y${i}`, y])),
    updates: new Map(),
  })
  const found = await program.run(Object.fromEntries(feeds.map((each, i) => [`x${i}`, each])))
  await program.release()
  return outputs.map((_, i) => found[`y${i}`]!.data as Float32Array)
}

test('equals plain arithmetic, bit for bit', async () => {
  const size = fc.integer({ min: 1, max: 40 })
  const seed = fc.integer({ min: 0, max: 1e6 })
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(size, size, size, seed, fc.boolean(), fc.constantFrom('a', 'b', 'none')),
      async ([m, k, n, seed, byRows, transpose]) => {
        const [transposeA, transposeB] = [transpose === 'a', transpose === 'b']
        const a = transposeA ? values(k, m, seed, 2) : values(m, k, seed, 2)
        const b = values(k, n, seed + 1)
        const scales = byRows ? 'rows' : 'tensor'
        const [found] = await computed(
          (x, y) => [g.quantizedMatmul(x!, y!, { transposeA, transposeB, scales })],
          a,
          transposeB ? transposed(b) : b,
        )
        expect(Array.from(found!)).toEqual(reference(a, b, scales, transposeA).flat())
      },
    ),
    { numRuns: 40 },
  )
})

test('a layer whose batch and length only the run knows has the same gradients', async () => {
  const [x, weight] = [values(6, 8, 1), values(5, 8, 2)]
  const run = async (shape: g.Shape) => {
    const [a, w] = [g.input('x', shape), g.input('w', [5, 8])]
    const y = linear(a, w, undefined, undefined, 'int8')
    const [dx, dw] = g.gradients(g.sum(g.square(y)), [a, w])
    const program = await device.compile({ outputs: { y, dx: dx!, dw: dw! }, updates: new Map() })
    return program.run({ x: { ...feed(x), shape: [2, 3, 8] }, w: feed(weight) })
  }
  const fixed = await run([2, 3, 8])
  expect(fixed.dx!.shape).toEqual([2, 3, 8])
  expect(await run(['B', 3, 8])).toEqual(fixed)
  expect(await run(['B', 'T', 8])).toEqual(fixed)
})

test('rows and matrices of zeros give zeros', async () => {
  const [some, none] = [values(3, 4, 1), values(3, 4, 1).map(row => row.map(() => 0))]
  for (const scales of ['tensor', 'rows'] as const) {
    for (const [a, b] of [
      [none, some],
      [some, none],
      [none, none],
    ] as const) {
      const [found] = await computed((x, y) => [g.quantizedMatmul(x!, y!, { transposeB: true, scales })], a, b)
      expect(Array.from(found!, Math.abs)).toEqual(new Array(9).fill(0))
    }
  }
})

/** |found - expected| / |expected|, as vectors. */
function distance(found: Float32Array, expected: Float32Array): number {
  const length = (values: Float32Array) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0))
  return length(found.map((x, i) => x - expected[i]!)) / length(expected)
}

/** How much of `expected` is in `found`: below 1 where small values were lost, on the whole. */
function share(found: Float32Array, expected: Float32Array): number {
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)
  return dot(found, expected) / dot(expected, expected)
}

test.each([64, 384])('a layer of width %i: output and gradients beside float32', async width => {
  const [x, weight, bias] = [values(256, width, 1), values(2 * width, width, 2), values(1, 2 * width, 3)]
  const upstream = values(256, 2 * width, 4, 2)
  const run = (precision: Precision) =>
    computed(
      (x, weight, bias, upstream) => {
        const y = linear(x!, weight!, g.reshape(bias!, [2 * width]), undefined, precision)
        return [y, ...g.gradients(g.sum(g.mul(y, upstream!)), [x!, weight!, bias!])]
      },
      x,
      weight,
      bias,
      upstream,
    )
  const [int8, float32] = [await run('int8'), await run('float32')]
  const distances = int8.map((found, i) => distance(found, float32[i]!))
  expect(distances[0]).toBeLessThan(0.02)
  expect(distances[1]).toBeLessThan(0.02)
  expect(distances[2]).toBeLessThan(0.05)
  expect(distances[3]).toBeLessThan(1e-5)
  int8.forEach((found, i) => {
    expect(Math.abs(share(found, float32[i]!) - 1), `output ${i}`).toBeLessThan(2e-3)
  })
})
