import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  add,
  type Graph,
  gradients,
  input,
  matmul,
  mean,
  mul,
  parameter,
  recurrence,
  square,
  sub,
  type Tensor,
  tanh,
} from '../graph/index.ts'
import { random } from '../random/index.ts'
import { type Device, type HostTensor, openDevice, type Program, type StateTensor } from './index.ts'

// Legend: N rows, D width.
const rows = 64
const width = 96
const layers = 6
const names = Array.from({ length: layers }, (_, layer) => `layers.${layer}.weight`)

let device: Device
beforeAll(async () => {
  device = await openDevice({ threads: 2 })
})
afterAll(() => device.close())

/** A deep network, gradient descent without clipping, and an output that reads every old weight. */
function network(): { loss: Tensor; extra: Tensor; next: Map<Tensor, Tensor> } {
  const weights = names.map(name => parameter(name, [width, width]))
  const x_ND = input('x', [rows, width])
  const y_ND = weights.reduce((hidden, weight) => tanh(matmul(hidden, weight, { transposeB: true })), x_ND)
  const loss = mean(square(y_ND))
  const extra = weights.map(weight => mean(square(weight))).reduce((a, b) => add(a, b))
  const rate = input('rate', [])
  const found = gradients(loss, weights)
  return { loss, extra, next: new Map(weights.map((weight, i) => [weight, sub(weight, mul(found[i]!, rate))])) }
}

/** New values in place of the old ones. */
function inPlace(): Graph {
  const { loss, extra, next } = network()
  return { outputs: { loss, extra }, updates: next }
}

/** New values in buffers of their own, which the test writes back. */
function separate(): Graph {
  const { loss, extra, next } = network()
  return {
    outputs: { loss, extra, ...Object.fromEntries(names.map((name, i) => [name, [...next.values()][i]!])) },
    updates: new Map(),
  }
}

function normal(purpose: string, shape: readonly number[], deviation: number): StateTensor {
  const stream = random('aliasing', purpose)
  return {
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => deviation * stream.normal()),
  }
}

const start = () => Object.fromEntries(names.map(name => [name, normal(name, [width, width], 0.12)]))

async function train(program: Program, writeBack: boolean): Promise<HostTensor[]> {
  await device.write(start())
  const history: HostTensor[] = []
  for (let step = 0; step < 20; step++) {
    const results = await program.run({
      x: normal(`x${step}`, [rows, width], 1),
      rate: { shape: [], data: Float32Array.of(0.5) },
    })
    history.push(results.loss!, results.extra!)
    if (writeBack) await device.write(Object.fromEntries(names.map(name => [name, results[name] as StateTensor])))
  }
  return [...history, ...Object.values(await device.read(names))]
}

const bytes = ({ buffer, byteOffset, byteLength }: HostTensor['data']) => Buffer.from(buffer, byteOffset, byteLength)

test('updates in place give the same bits as updates in buffers of their own, without clipping', async () => {
  const aliased = await train(await device.compile(inPlace()), false)
  const reference = await train(await device.compile(separate()), true)
  const different = aliased.filter(({ data }, i) => !bytes(data).equals(bytes(reference[i]!.data)))
  expect(different.length).toBe(0)
  expect(aliased.length).toBe(2 * 20 + layers)
})

test('a parameter may be replaced by a product with itself', async () => {
  const program = await device.compile(
    (() => {
      const weight = parameter('square', [width, width])
      return { outputs: {}, updates: new Map([[weight, matmul(weight, weight)]]) }
    })(),
  )
  const value = normal('square', [width, width], 0.1)
  await device.write({ square: { shape: value.shape, data: Float32Array.from(value.data) } })
  await program.run({})
  const found = (await device.read(['square'])).square!.data
  const { data } = value
  for (const [row, column] of [
    [0, 0],
    [3, 70],
    [95, 95],
  ] as const) {
    let expected = 0
    for (let k = 0; k < width; k++) expected += data[row * width + k]! * data[k * width + column]!
    expect(found[row * width + column]).toBeCloseTo(expected, 4)
  }
})

test('a loop that reads a weight comes before the weight is overwritten', async () => {
  const shape = [width, width]
  const loop = () => {
    const weight = parameter('looped', shape)
    const first = input('first', [rows, width])
    const { sequence } = recurrence(({ slices: [x], product }) => [tanh(add(x!, product))], {
      sequences: [input('x', [12, rows, width])],
      weight,
      initial: [first],
    })
    return { weight, loss: mean(square(sequence)) }
  }
  const { weight, loss } = loop()
  // The new value needs nothing that the loop computes: only the order that the compiler adds keeps it back.
  const graph = { outputs: { loss }, updates: new Map([[weight, mul(weight, input('factor', []))]]) }
  const [inPlace, reading] = [
    await device.compile(graph),
    await device.compile({ outputs: { loss: loop().loss }, updates: new Map() }),
  ]
  const feeds = { x: normal('loop', [12, rows, width], 1), first: normal('first', [rows, width], 1) }
  const value = normal('looped', shape, 0.1)
  for (let attempt = 0; attempt < 5; attempt++) {
    await device.write({ looped: { shape, data: Float32Array.from(value.data) } })
    const expected = (await reading.run(feeds)).loss!.data
    const found = await inPlace.run({ ...feeds, factor: { shape: [], data: Float32Array.of(0) } })
    expect(found.loss!.data).toEqual(expected)
    expect((await device.read(['looped'])).looped!.data.every(element => element === 0)).toBe(true)
  }
})

test('a reader that needs the new value and the old one is refused', async () => {
  const weight = parameter('w', [2])
  const next = mul(weight, 2)
  const late = mul(add(next, 1), weight)
  const graph = { outputs: { late }, updates: new Map([[weight, next]]) }
  await expect(device.compile(graph)).rejects.toThrow(
    'Expected readers of state:w to need its old value only, found one that needs the new value too: Mul',
  )
})
