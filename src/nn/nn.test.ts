import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Graph, gradients, input, parameter, type Tensor } from '../graph/index.ts'
import { type Device, openDevice } from '../runtime/index.ts'
import { multiHeadAttention } from './attention.ts'
import { mlp } from './feed-forward.ts'
import { project } from './linear.ts'
import { crossEntropy } from './losses/cross-entropy.ts'
import { causalBias } from './masks.ts'
import { declareParameters, initialise, type ParameterSpecs, parameterCount, parameterNamed } from './parameters.ts'
import { rotaryAt, rotaryTables } from './positions.ts'

const specs: ParameterSpecs = {
  'a.weight': { shape: [200, 100], initial: { kind: 'normal', deviation: 0.5 }, role: 'matrix' },
  'a.norm': { shape: [4], initial: { kind: 'ones' }, role: 'norm' },
  'a.bias': { shape: [4], initial: { kind: 'zeros' }, role: 'bias' },
}

let device: Device
beforeAll(async () => {
  device = await openDevice({ threads: 1 })
})
afterAll(() => device.close())

const run = async (outputs: Graph['outputs'], feeds: Parameters<Awaited<ReturnType<Device['compile']>>['run']>[0]) => {
  const program = await device.compile({ outputs, updates: new Map() })
  const found = await program.run(feeds)
  await program.release()
  return Object.fromEntries(Object.entries(found).map(([name, { data }]) => [name, Array.from(data, Number)]))
}
const floats = (shape: readonly number[], data: readonly number[]) => ({ shape, data: Float32Array.from(data) })
const ints = (shape: readonly number[], data: readonly number[]) => ({ shape, data: Int32Array.from(data) })

test('first values have the declared deviation and depend on key and name alone', () => {
  const values = initialise(specs, 7, 'base')
  const weights = values['a.weight']!.data
  const mean = weights.reduce((a, b) => a + b, 0) / weights.length
  const variance = weights.reduce((a, b) => a + (b - mean) ** 2, 0) / weights.length
  expect(Math.abs(mean)).toBeLessThan(0.02)
  expect(Math.sqrt(variance)).toBeCloseTo(0.5, 1)
  expect([...values['a.norm']!.data]).toEqual([1, 1, 1, 1])
  expect([...values['a.bias']!.data]).toEqual([0, 0, 0, 0])
  const { 'a.weight': alone } = specs
  expect(initialise({ 'a.weight': alone! }, 7, 'base')['a.weight']).toEqual(values['a.weight'])
  expect(initialise(specs, 8, 'base')['a.weight']).not.toEqual(values['a.weight'])
  expect(parameterCount(specs)).toBe(20_008)
})

test('a parameter that is not there is named', () => {
  expect(() => parameterNamed(declareParameters(specs), 'b')).toThrow('Expected a parameter b, but the model has none')
})

test('cross entropy counts tokens by their weights, and an empty batch is 0', async () => {
  const [logits, targets] = [input('logits', [1, 3, 2]), input('targets', [1, 3], 'int32')]
  const loss = crossEntropy(logits, targets, input('weights', [1, 3]))
  const feeds = { logits: floats([1, 3, 2], [0, 0, 2, 0, 0, 50]), targets: ints([1, 3], [0, 0, 0]) }
  const half = Math.log(2)
  const sure = Math.log(1 + Math.exp(-2))
  const of = async (weights: readonly number[]) =>
    (await run({ loss }, { ...feeds, weights: floats([1, 3], weights) })).loss![0]!
  expect(await of([1, 1, 0])).toBeCloseTo((half + sure) / 2, 6)
  expect(await of([3, 1, 0])).toBeCloseTo((3 * half + sure) / 4, 6)
  expect(await of([0, 0, 1])).toBeCloseTo(50, 4)
  expect(await of([0, 0, 0])).toBe(0)
})

test('z-loss adds the square of log Z to every counted token, gradient and all', async () => {
  const values = [1, 2, 3, -1, 0.5, 4]
  const [logits, targets] = [input('logits', [1, 2, 3]), input('targets', [1, 2], 'int32')]
  const loss = crossEntropy(logits, targets, input('weights', [1, 2]), { zLoss: 0.1 })
  const feeds = { logits: floats([1, 2, 3], values), targets: ints([1, 2], [1, 0]), weights: floats([1, 2], [1, 3]) }
  const of = (logits: readonly number[]) =>
    [0, 1].reduce((sum, token) => {
      const row = logits.slice(3 * token, 3 * token + 3)
      const logZ = Math.log(row.reduce((total, value) => total + Math.exp(value), 0))
      return sum + ([1, 3][token]! / 4) * (logZ - row[[1, 0][token]!]! + 0.1 * logZ ** 2)
    }, 0)
  const found = await run({ loss, gradient: gradients(loss, [logits])[0]! }, feeds)
  expect(found.loss![0]).toBeCloseTo(of(values), 5)
  const moved = (index: number, by: number) => of(values.map((value, i) => (i === index ? value + by : value)))
  for (const index of values.keys())
    expect(found.gradient![index]).toBeCloseTo((moved(index, 1e-4) - moved(index, -1e-4)) / 2e-4, 5)
})

test('a token sees the earlier ones of its own document, and no others', async () => {
  const bias = causalBias(input('positions', [1, 5], 'int32'), input('documents', [1, 5], 'int32'))
  const found = await run(
    { bias },
    { positions: ints([1, 5], [0, 1, 0, 1, 2]), documents: ints([1, 5], [3, 3, 4, 4, 4]) },
  )
  const visible = found.bias!.map(value => (value === 0 ? 1 : 0))
  expect(visible).toEqual([1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1])
})

test('attention depends on distances, not on places: rotary positions may start anywhere', async () => {
  const [time, heads, width] = [6, 2, 4]
  const shape = [1, time, heads, width]
  const projected = ['q', 'k', 'v'].map(name => input(name, shape)) as [Tensor, Tensor, Tensor]
  const positions = input('positions', [1, time], 'int32')
  const rotary = rotaryAt(rotaryTables(32, width, 10_000), positions)
  const output = multiHeadAttention(...projected, { bias: causalBias(positions), rotary })
  const numbers = (phase: number) =>
    floats(
      shape,
      Array.from({ length: time * heads * width }, (_, i) => Math.sin(i * 1.7 + phase)),
    )
  const from = (start: number) => ({
    q: numbers(1),
    k: numbers(2),
    v: numbers(3),
    positions: ints(
      [1, time],
      Array.from({ length: time }, (_, i) => start + i),
    ),
  })
  const [near, far] = [(await run({ output }, from(0))).output!, (await run({ output }, from(20))).output!]
  for (const [i, value] of near.entries()) expect(far[i]).toBeCloseTo(value, 5)
  // The first token sees itself alone.
  expect(near.slice(0, heads * width)).toEqual([...numbers(3).data.slice(0, heads * width)])
})

test('shared key heads are the same as repeated ones', async () => {
  const [time, width] = [5, 4]
  const q = input('q', [1, time, 4, width])
  const [k, v] = [input('k', [1, time, 2, width]), input('v', [1, time, 2, width])]
  const [kAll, vAll] = [input('kAll', [1, time, 4, width]), input('vAll', [1, time, 4, width])]
  const positions = input('positions', [1, time], 'int32')
  const bias = causalBias(positions)
  const value = (t: number, head: number, d: number, phase: number) => Math.cos(t * 3 + head * 5 + d + phase)
  const filled = (count: number, phase: number, head: (h: number) => number = h => h) =>
    floats(
      [1, time, count, width],
      Array.from({ length: time * count * width }, (_, i) => {
        const [t, h, d] = [Math.floor(i / (count * width)), Math.floor(i / width) % count, i % width]
        return value(t, head(h), d, phase)
      }),
    )
  const found = await run(
    { shared: multiHeadAttention(q, k, v, { bias }), repeated: multiHeadAttention(q, kAll, vAll, { bias }) },
    {
      q: filled(4, 0),
      k: filled(2, 1),
      v: filled(2, 2),
      kAll: filled(4, 1, h => Math.floor(h / 2)),
      vAll: filled(4, 2, h => Math.floor(h / 2)),
      positions: ints([1, time], [0, 1, 2, 3, 4]),
    },
  )
  for (const [i, number] of found.shared!.entries()) expect(number).toBeCloseTo(found.repeated![i]!, 5)
})

test('a wrong width or type is reported by the layer that has it, with what was expected and found', () => {
  const parameters = { 'mlp.up.weight': parameter('up', [8, 5]), 'mlp.down.weight': parameter('down', [4, 8]) }
  const build = (x: Tensor) => () =>
    mlp(x, { up: y => project(parameters, 'mlp.up', y), down: y => project(parameters, 'mlp.down', y) }, 'relu')
  expect(build(input('x', [2, 3, 5]))).not.toThrow()
  expect(build(input('x', [2, 3, 4]))).toThrow(
    'matmul: expected equal inner dimensions but found [2, 3, 4] and [8, 5] transposed (in mlp.up)',
  )
  expect(build(input('x', [2, 3, 5], 'int32'))).toThrow(
    'matmul: expected float32 operands but found int32 and float32 (in mlp.up)',
  )
})
