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
import { type Device, openDevice, type Program } from '../runtime/index.ts'
import { adamw } from './adamw.ts'
import { clipByGlobalNorm } from './clip.ts'
import { muon, orthogonalise } from './muon.ts'
import type { Optimizer } from './optimizer.ts'
import { trainingStep } from './step.ts'

interface Stored {
  readonly steps: number
  readonly clip: number
  readonly rates: readonly number[]
  readonly parameters: Readonly<Record<string, { readonly shape: readonly number[]; readonly role: ParameterRole }>>
  readonly gradientNorms: readonly number[]
  readonly adamw: Readonly<Record<string, readonly number[]>>
  readonly muon: Readonly<Record<string, readonly number[]>>
}
const stored = JSON.parse(readFileSync(new URL('../../test/parity/optimizers.json', import.meta.url), 'utf8')) as Stored

const specs: ParameterSpecs = Object.fromEntries(
  Object.entries(stored.parameters).map(([name, spec]) => [name, { ...spec, initial: { kind: 'zeros' } }]),
)
const names = Object.keys(specs)
const sizeOf = (name: string) => specs[name]!.shape.reduce((a, b) => a * b, 1)
const scalar = (value: number) => ({ shape: [], data: Float32Array.of(value) })
const first = (): Record<string, ParameterValue> =>
  Object.fromEntries(names.map(name => [name, { shape: specs[name]!.shape, data: formula(name, sizeOf(name), 0.5) }]))

let device: Device
beforeAll(async () => {
  device = await openDevice({ threads: 1 })
})
afterAll(() => device.close())

function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length)
  return Math.max(...Array.from(expected, (value, i) => Math.abs(value - found[i]!)))
}

describe('against plain fp32 PyTorch', () => {
  /** The sum of parameters times an input each: so the inputs are the gradients. */
  function steps(optimizer: Optimizer): Graph {
    const parameters = declareParameters(specs)
    const terms = names.map(name => sum(mul(parameters[name]!, input(`gradient ${name}`, specs[name]!.shape))))
    const loss = terms.reduce((a, b) => sub(a, mul(b, -1)))
    return trainingStep({ loss, specs, parameters, optimizer, clip: stored.clip })
  }

  test.each([
    { optimizer: adamw({ learningRate: 0.01 }), expected: stored.adamw },
    { optimizer: muon({ weightDecay: 0.05 }), expected: stored.muon },
  ])('$optimizer.name', async ({ optimizer, expected }) => {
    await device.write({ ...first(), ...initialise(optimizer.state(specs)) })
    const program = await device.compile(steps(optimizer))
    for (let step = 0; step < stored.steps; step++) {
      const feeds = names.map(name => [
        `gradient ${name}`,
        { shape: specs[name]!.shape, data: formula(`${name} at ${step}`, sizeOf(name), 0.1 * (step + 1)) },
      ])
      const { gradientNorm } = await program.run({ ...Object.fromEntries(feeds), rate: scalar(stored.rates[step]!) })
      expect(gradientNorm!.data[0]).toBeCloseTo(stored.gradientNorms[step]!, 5)
    }
    const values = await device.read(names)
    for (const name of names)
      expect(largestDifference(values[name]!.data as Float32Array, expected[name]!), name).toBeLessThan(2e-6)
    await program.release()
  })
})

describe.each([adamw({ learningRate: 0.05 }), muon({ learningRate: 0.05, adamw: { learningRate: 0.05 } })])(
  'every optimizer: $name',
  optimizer => {
    const target: ParameterSpecs = Object.fromEntries(names.map(name => [`target ${name}`, specs[name]!]))

    /** The squared distance to targets: its least value, 0, is known. */
    function quadratic(): Graph {
      const parameters = declareParameters(specs)
      const terms = names.map(name => {
        const distance = sub(parameters[name]!, parameter(`target ${name}`, specs[name]!.shape))
        return sum(mul(distance, distance))
      })
      const loss = terms.reduce((a, b) => sub(a, mul(b, -1)))
      return trainingStep({ loss, specs, parameters, optimizer })
    }
    const begin = () =>
      device.write({ ...first(), ...formulaParameters(target), ...initialise(optimizer.state(specs)) })
    const run = async (program: Program, rates: readonly number[]) => {
      const losses: number[] = []
      for (const rate of rates) losses.push((await program.run({ rate: scalar(rate) })).loss!.data[0] as number)
      return losses
    }
    const ownState = () => device.read([...names, ...Object.keys(optimizer.state(specs))])
    const falling = Array.from({ length: 150 }, (_, step) => 1 - step / 150)

    let program: Program
    beforeAll(async () => {
      await begin()
      program = await device.compile(quadratic())
    })
    afterAll(() => program.release())

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
      const saved = await ownState()
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
        return names.flatMap(name =>
          Array.from(values[name]!.data as Float32Array, (value, i) => value - first()[name]!.data[i]!),
        )
      }
      expect((await moved(0)).every(change => change === 0)).toBe(true)
      const [whole, half] = [await moved(0.5), await moved(0.25)]
      expect(Math.max(...whole.map(Math.abs))).toBeGreaterThan(0.01)
      expect(
        largestDifference(
          half.map(change => change * 2),
          whole,
        ),
      ).toBeLessThan(1e-6)
    })

    test('declares all that it keeps', async () => {
      const graph = quadratic()
      const declared = optimizer.state(specs)
      const updated = [...graph.updates.keys()].map(state => nameOf(state)).sort()
      expect(updated).toEqual([...names, ...Object.keys(declared)].sort())
      for (const [state, next] of graph.updates) expect(next.shape, nameOf(state)).toEqual(state.shape)
    })
  },
)

const nameOf = (state: Tensor): string => (state.node.attributes as { readonly name: string }).name

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
