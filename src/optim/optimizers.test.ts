/** What every optimizer must do, and what each must compute: the numbers of test/parity/optimizers.py. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formula, formulaParameters } from '../../test/parity/formula.ts'
import { constant, type Graph, input, mul, parameter, sub, sum, type Tensor } from '../graph/index.ts'
import {
  declareParameters,
  initialise,
  type ParameterRole,
  type ParameterSpecs,
  type ParameterValue,
} from '../nn/index.ts'
import { type Device, openDevice, type Program, type StateTensor } from '../runtime/index.ts'
import { adamw, adamwApart } from './adamw.ts'
import { averageSpecs } from './average.ts'
import { clipByGlobalNorm } from './clip.ts'
import { lion } from './lion.ts'
import { muon, orthogonalise } from './muon.ts'
import type { Optimizer, WeightDecay } from './optimizer.ts'
import { sgd } from './sgd.ts'
import { accumulatedSpecs, trainingStep } from './step.ts'

/** An optimizer under test: add a line here, and its numbers to optimizers.py. */
interface Case {
  /** As in `optimizers.json`. */
  readonly name: string
  /** With the options of the script that made the stored numbers. */
  readonly stored: Optimizer
  /** With a rate that goes far in 150 steps, and without decay. */
  readonly fast: Optimizer
  /** At a learning rate of 0.01 for all roles, with this decay. */
  readonly decaying: (decay: WeightDecay) => Optimizer
}
const rate = { learningRate: 0.01 }
const cases: readonly Case[] = [
  {
    name: 'adamw',
    stored: adamw(rate),
    fast: adamw({ learningRate: 0.05, weightDecay: 0 }),
    decaying: decay => adamw({ ...rate, ...decay }),
  },
  {
    name: 'muon',
    stored: muon({ weightDecay: 0.05 }),
    fast: muon({ learningRate: 0.05, adamw: { learningRate: 0.05 } }),
    decaying: decay => muon({ ...rate, weightDecay: decay.weightDecay!, adamw: { ...rate, ...decay } }),
  },
  {
    name: 'sgd',
    stored: sgd({ learningRate: 0.05, weightDecay: 0.1 }),
    fast: sgd({ learningRate: 0.05 }),
    decaying: decay => sgd({ ...rate, ...decay }),
  },
  {
    name: 'sgd (nesterov)',
    stored: sgd({ learningRate: 0.05, nesterov: true, weightDecay: 0.1 }),
    fast: sgd({ learningRate: 0.05, nesterov: true }),
    decaying: decay => sgd({ ...rate, nesterov: true, ...decay }),
  },
  {
    name: 'lion',
    stored: lion({ ...rate, weightDecay: 0.5 }),
    fast: lion({ learningRate: 0.02, beta2: 0.9, weightDecay: 0 }),
    decaying: decay => lion({ ...rate, ...decay }),
  },
]

type Values = Readonly<Record<string, readonly number[]>>
interface Stored {
  readonly steps: number
  readonly clip: number
  readonly rates: readonly number[]
  readonly parameters: Readonly<Record<string, { readonly shape: readonly number[]; readonly role: ParameterRole }>>
  readonly gradientNorms: readonly number[]
}
const stored = JSON.parse(
  readFileSync(new URL('../../test/parity/optimizers.json', import.meta.url), 'utf8'),
) as Stored & Readonly<Record<string, Values>>

const specs: ParameterSpecs = Object.fromEntries(
  Object.entries(stored.parameters).map(([name, spec]) => [name, { ...spec, initial: { kind: 'zeros' } }]),
)
const names = Object.keys(specs)
const sizeOf = (name: string) => specs[name]!.shape.reduce((a, b) => a * b, 1)
const scalar = (value: number) => ({ shape: [], data: Float32Array.of(value) })
const first = (): Record<string, ParameterValue> =>
  Object.fromEntries(names.map(name => [name, { shape: specs[name]!.shape, data: formula(name, sizeOf(name), 0.5) }]))
const total = (terms: readonly Tensor[]) => terms.reduce((a, b) => sub(a, mul(b, -1)))
const nameOf = (state: Tensor): string => (state.node.attributes as { readonly name: string }).name

let device: Device
beforeAll(async () => {
  device = await openDevice({ threads: 1 })
})
afterAll(() => device.close())

function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length)
  return Math.max(...Array.from(expected, (value, i) => Math.abs(value - found[i]!)))
}

/** A step on the sum of parameters times an input each: so the inputs are the gradients. */
function stepOnGradients(optimizer: Optimizer, clip: number | undefined): Graph {
  const parameters = declareParameters(specs)
  const loss = total(names.map(name => sum(mul(parameters[name]!, input(`gradient ${name}`, specs[name]!.shape)))))
  return trainingStep({ loss, specs, parameters, optimizer, ...(clip === undefined ? {} : { clip }) })
}
const gradientFeeds = (step: number, scale = 1) =>
  Object.fromEntries(
    names.map(name => {
      const data = formula(`${name} at ${step}`, sizeOf(name), 0.1 * (step + 1)).map(value => value * scale)
      return [`gradient ${name}`, { shape: specs[name]!.shape, data }]
    }),
  )

/** The parameters after some steps from the first values. */
async function trained(
  optimizer: Optimizer,
  steps: number,
  { clip, scale }: { clip?: number; scale?: number },
): Promise<Record<string, StateTensor>> {
  await device.write({ ...first(), ...initialise(optimizer.state(specs)) })
  const program = await device.compile(stepOnGradients(optimizer, clip))
  for (let step = 0; step < steps; step++) {
    const { gradientNorm } = await program.run({
      ...gradientFeeds(step, scale),
      rate: scalar(stored.rates[step]!),
    })
    expect(gradientNorm!.data[0]).toBeCloseTo(stored.gradientNorms[step]! * (scale ?? 1), 5)
  }
  await program.release()
  return device.read(names)
}

describe.each(cases)('$name', ({ name, stored: asStored, fast, decaying }) => {
  const target: ParameterSpecs = Object.fromEntries(names.map(name => [`target ${name}`, specs[name]!]))

  /** The squared distance to targets: its least value, 0, is known. */
  function quadratic(clip?: number): Graph {
    const parameters = declareParameters(specs)
    const terms = names.map(name => {
      const distance = sub(parameters[name]!, parameter(`target ${name}`, specs[name]!.shape))
      return sum(mul(distance, distance))
    })
    const options = { loss: total(terms), specs, parameters, optimizer: fast }
    return trainingStep(clip === undefined ? options : { ...options, clip })
  }
  const states = [...names, ...Object.keys(fast.state(specs))]
  const begin = () => device.write({ ...first(), ...formulaParameters(target), ...initialise(fast.state(specs)) })
  const run = async (program: Program, rates: readonly number[]) => {
    const losses: number[] = []
    for (const rate of rates) losses.push((await program.run({ rate: scalar(rate) })).loss!.data[0] as number)
    return losses
  }
  const falling = Array.from({ length: 150 }, (_, step) => 1 - step / 150)

  let program: Program
  beforeAll(async () => {
    await begin()
    program = await device.compile(quadratic())
  })
  afterAll(() => program.release())

  test('gives the numbers of plain fp32 PyTorch', async () => {
    const values = await trained(asStored, stored.steps, { clip: stored.clip })
    for (const parameter of names)
      expect(largestDifference(values[parameter]!.data, stored[name]![parameter]!), parameter).toBeLessThan(2e-6)
  })

  test('descends a quadratic, deterministically', async () => {
    await begin()
    const losses = await run(program, falling)
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 100)
    await begin()
    expect(await run(program, falling)).toEqual(losses)
  })

  test('goes on from saved state to the same bits', async () => {
    await begin()
    await run(program, falling.slice(0, 5))
    const saved = await device.read(states)
    const whole = await run(program, falling.slice(5, 10))
    await begin()
    await device.write(saved)
    expect(await run(program, falling.slice(5, 10))).toEqual(whole)
  })

  test('moves no parameter at rate 0, and half as far at half the rate', async () => {
    const moved = async (rate: number) => {
      await begin()
      await run(program, [rate])
      const values = await device.read(names)
      return names.flatMap(name => Array.from(values[name]!.data, (value, i) => value - first()[name]!.data[i]!))
    }
    expect((await moved(0)).every(change => change === 0)).toBe(true)
    const [whole, half] = [await moved(0.5), await moved(0.25)]
    expect(Math.max(...whole.map(Math.abs))).toBeGreaterThan(0.005)
    const doubled = half.map(change => change * 2)
    expect(largestDifference(doubled, whole)).toBeLessThan(1e-6)
  })

  test.each([undefined, 0.3])('written in place or into buffers of its own, the same bits (clip: %s)', async clip => {
    const inPlace = quadratic(clip)
    const apart: Graph = {
      outputs: Object.fromEntries([...inPlace.updates].map(([state, next]) => [nameOf(state), next])),
      updates: new Map(),
    }
    const [aliased, separate] = [await device.compile(inPlace), await device.compile(apart)]
    await begin()
    await run(aliased, falling.slice(0, 8))
    const found = await device.read(states)
    await begin()
    for (const rate of falling.slice(0, 8))
      await device.write((await separate.run({ rate: scalar(rate) })) as Record<string, StateTensor>)
    expect(found).toEqual(await device.read(states))
    await Promise.all([aliased.release(), separate.release()])
  })

  test('clips by the norm of all gradients together, and only where they are longer', async () => {
    const [step0] = stored.gradientNorms as [number]
    const apart = async (a: { clip?: number; scale?: number }, b: { clip?: number; scale?: number }) => {
      const [left, right] = [await trained(asStored, 1, a), await trained(asStored, 1, b)]
      return Math.max(...names.map(name => largestDifference(left[name]!.data, right[name]!.data)))
    }
    expect(await apart({ clip: step0 / 4 }, { scale: 0.25 })).toBeLessThan(1e-6)
    expect(await apart({ clip: step0 * 2 }, {})).toBe(0)
  })

  test('decays the masked roles alone, by rate · learning rate · decay', async () => {
    const ratiosAfter = async (decay: WeightDecay) => {
      const values = await trained(decaying(decay), 1, { scale: 0 })
      return names.map(name => values[name]!.data[0]! / first()[name]!.data[0]!)
    }
    const left = 1 - 0.01 * 10 * stored.rates[0]!
    const expected = (...roles: readonly ParameterRole[]) =>
      names.map(name => expect.closeTo(roles.includes(specs[name]!.role) ? left : 1, 5))
    expect(await ratiosAfter({ weightDecay: 10 })).toEqual(expected('matrix', 'embedding', 'head'))
    expect(await ratiosAfter({ weightDecay: 10, decayed: ['matrix', 'norm'] })).toEqual(expected('matrix', 'norm'))
    expect(await ratiosAfter({ weightDecay: 0 })).toEqual(expected())
  })

  test('declares all that it keeps, under names of its own', () => {
    const graph = quadratic()
    const declared = fast.state(specs)
    const updated = [...graph.updates.keys()].map(nameOf).sort()
    expect(updated).toEqual([...names, ...Object.keys(declared)].sort())
    for (const [state, next] of graph.updates) expect(next.shape, nameOf(state)).toEqual(state.shape)
    const all = [specs, declared, averageSpecs(specs), accumulatedSpecs(specs)].flatMap(Object.keys)
    expect(new Set(all).size).toBe(all.length)
    for (const name of Object.keys(declared)) expect(name).toMatch(/^optimizer\./)
  })
})

test('AdamW on short parameters together gives the bits of AdamW on each alone', async () => {
  const shapes = {
    'a.norm': [4],
    'a.weight': [80, 70],
    'b.norm': [9],
    'b.weight': [3, 5],
    'b.bias': [7],
    'c.bias': [2],
  }
  const roleOf = (name: string): ParameterRole =>
    name.endsWith('weight') ? 'matrix' : name.endsWith('norm') ? 'norm' : 'bias'
  const mixed: ParameterSpecs = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, { shape, role: roleOf(name), initial: { kind: 'zeros' } }]),
  )
  const options = { learningRate: { default: 0.01, bias: 0.02 }, decayed: ['norm'] } as const
  const after = async (optimizer: Optimizer) => {
    const parameters = declareParameters(mixed)
    const terms = Object.values(parameters).map(value => sum(mul(mul(value, value), input('factor', []))))
    const program = await device.compile(
      trainingStep({ loss: total(terms), specs: mixed, parameters, optimizer, clip: 1 }),
    )
    await device.write({ ...formulaParameters(mixed), ...initialise(optimizer.state(mixed)) })
    for (const factor of [0.5, -1, 2]) await program.run({ factor: scalar(factor), rate: scalar(1) })
    await program.release()
    return device.read(Object.keys(mixed))
  }
  expect(Object.keys(adamw().state(mixed))).toContain('optimizer.moment1.all norm')
  expect(await after(adamw(options))).toEqual(await after(adamwApart(options)))
})

test('plain gradient descent keeps nothing; forms that cannot be are refused', () => {
  expect(sgd({ momentum: 0 }).state(specs)).toEqual({})
  expect(() => sgd({ momentum: 0, nesterov: true })).toThrow("Expected momentum above 0 for Nesterov's form")
  expect(() => lion({ beta2: 0 })).toThrow('Expected beta2 above 0, but found 0')
})

test('the iteration brings singular values near 1: rows become nearly orthonormal', async () => {
  const x_NRC = constant(formula('rows', 2 * 4 * 10, 1), [2, 4, 10])
  const program = await device.compile({ outputs: { x: orthogonalise(x_NRC, 5) }, updates: new Map() })
  const x = (await program.run({})).x!.data as Float32Array
  await program.release()
  const dot = (n: number, a: number, b: number) => {
    let total = 0
    for (let c = 0; c < 10; c++) total += x[(n * 4 + a) * 10 + c]! * x[(n * 4 + b) * 10 + c]!
    return total
  }
  for (const n of [0, 1])
    for (const a of [0, 1, 2, 3])
      for (const b of [0, 1, 2, 3]) expect(Math.abs(dot(n, a, b) - (a === b ? 0.9 : 0))).toBeLessThan(0.6)
})

test('clipping scales to the largest norm, and never up', async () => {
  const values = input('values', [4])
  const clippings = {
    to1: clipByGlobalNorm([values, values], 1),
    free: clipByGlobalNorm([values], Number.POSITIVE_INFINITY),
  }
  const program = await device.compile({
    outputs: { norm: clippings.to1.norm, scale: clippings.to1.scale, free: clippings.free.scale },
    updates: new Map(),
  })
  const large = await program.run({ values: { shape: [4], data: Float32Array.of(2, 2, 2, 2) } })
  expect(large.norm!.data[0]).toBeCloseTo(Math.sqrt(32), 5)
  expect(large.scale!.data[0]).toBeCloseTo(1 / Math.sqrt(32), 5)
  expect(large.free!.data[0]).toBe(1)
  const small = await program.run({ values: { shape: [4], data: Float32Array.of(0.1, 0, 0, 0) } })
  expect(small.scale!.data[0]).toBe(1)
  await program.release()
})
