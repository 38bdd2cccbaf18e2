import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  add,
  div,
  type Graph,
  gelu,
  gradients,
  input,
  matmul,
  mul,
  parameter,
  sigmoid,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
} from '../graph/index.ts'
import { random } from '../random/index.ts'
import { type Device, type HostTensor, openDevice, type StateTensor } from '../runtime/index.ts'
import { signatureOf, toOnnx } from './index.ts'

// Legend: N rows, D width.
const width = 512
const [small, whole] = [1024, 4096] as const

let device: Device
beforeAll(async () => {
  device = await openDevice({ threads: 2 })
})
afterAll(() => device.close())

function noise(name: string, shape: readonly number[]): StateTensor {
  const stream = random('blocks', name)
  const size = shape.reduce((a, b) => a * b, 1)
  return { shape, data: Float32Array.from({ length: size }, () => 2 * stream.next() - 1) }
}

/** Rows of a tensor, from where on and how many. */
function rowsOf({ shape, data }: HostTensor, from: number, count: number): HostTensor {
  const size = data.length / shape[0]!
  return { shape: [count, ...shape.slice(1)], data: (data as Float32Array).slice(from * size, (from + count) * size) }
}

const isLooped = (graph: Graph) => Buffer.from(toOnnx(graph)).includes('Scan')

const chains: Readonly<Record<string, (x: Tensor, g: Tensor, row: Tensor, column: Tensor) => Record<string, Tensor>>> =
  {
    'the gradient of an activation': (x, g) => {
      const loss = sum(mul(gelu(x), g))
      return { gradient: gradients(loss, [x])[0]! }
    },
    'one number per row and per column': (x, g, row, column) => {
      const scaled = mul(add(x, column), row)
      return { result: mul(sigmoid(sub(scaled, g)), square(x)) }
    },
    'results in the middle, and one that is seen twice': (x, g) => {
      const middle = mul(x, 0.5)
      const last = div(add(middle, g), add(sqrt(square(g)), 1))
      return { middle, last, again: last, square: square(last) }
    },
    'a product on the way': (x, g, row) => {
      const scaled = sub(mul(add(x, g), row), 1)
      const product = matmul(scaled, parameter('weight', [width, width]))
      return { result: add(mul(square(product), x), g) }
    },
  }

test.each(Object.keys(chains))('%s: in blocks or whole, the same bits', async name => {
  const graphOf = (rows: number): Graph => {
    const [x, g] = [input('x', [rows, width]), input('g', [rows, width])]
    return { outputs: chains[name]!(x, g, input('row', [rows, 1]), input('column', [width])), updates: new Map() }
  }
  expect(isLooped(graphOf(whole))).toBe(true)
  expect(isLooped(graphOf(small))).toBe(false)

  await device.write({ weight: noise('weight', [width, width]) })
  const column = noise('column', [width])
  const sizes = { x: [whole, width], g: [whole, width], row: [whole, 1] }
  const rows = Object.entries(sizes).map(([key, shape]) => [key, noise(key, shape)] as const)
  const run = async (graph: Graph, from: number, count: number) => {
    const program = await device.compile(graph)
    const all: Record<string, HostTensor> = { column }
    for (const [key, values] of rows) all[key] = rowsOf(values, from, count)
    return program.run(Object.fromEntries(signatureOf(graph).inputs.map(port => [port.name, all[port.name]!])))
  }
  const blocked = await run(graphOf(whole), 0, whole)
  for (let from = 0; from < whole; from += small)
    for (const [output, expected] of Object.entries(await run(graphOf(small), from, small)))
      expect(hash(rowsOf(blocked[output]!, from, small))).toBe(hash(expected))
})

test('a new value is written over the old one after all blocks have read it', async () => {
  const graphOf = (inPlace: boolean): Graph => {
    const [w, m] = [parameter('w', [whole, width]), parameter('m', [whole, width])]
    const g = input('g', [whole, width])
    const nextM = add(mul(m, 0.9), mul(g, 0.1))
    const nextW = sub(mul(w, 0.99), div(nextM, add(sqrt(square(nextM)), 0.01)))
    const readBefore = sum(mul(w, m))
    return inPlace
      ? {
          outputs: { readBefore },
          updates: new Map([
            [w, nextW],
            [m, nextM],
          ]),
        }
      : { outputs: { readBefore, w: nextW, m: nextM }, updates: new Map() }
  }
  expect(isLooped(graphOf(true))).toBe(true)
  const [apart, inPlace] = [await device.compile(graphOf(false)), await device.compile(graphOf(true))]
  await device.write({ w: noise('w', [whole, width]), m: noise('m', [whole, width]) })
  for (let step = 0; step < 3; step++) {
    const feeds = { g: noise(`g${step}`, [whole, width]) }
    const { readBefore, ...expected } = await apart.run(feeds)
    expect(hash((await inPlace.run(feeds)).readBefore!)).toBe(hash(readBefore!))
    const found = await device.read(['w', 'm'])
    for (const name of ['w', 'm']) expect(hash(found[name]!)).toBe(hash(expected[name]!))
  }
})

/** Of the bits. */
function hash({ data }: HostTensor): string {
  return createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex')
}
