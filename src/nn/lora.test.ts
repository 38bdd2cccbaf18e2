import { expect, test } from 'vitest'
import { formulaParameters } from '../../test/parity/formula.ts'
import { gradients, input, mean, square, type Tensor } from '../graph/index.ts'
import { openDevice } from '../runtime/index.ts'
import { project } from './linear.ts'
import { loraParameters, withLora } from './lora.ts'
import { declareParameters, initialise, type ParameterSpecs } from './parameters.ts'

const matrix = (out: number, from: number) =>
  ({ shape: [out, from], role: 'matrix', initial: { kind: 'normal', deviation: 1 } }) as const
const specs: ParameterSpecs = {
  'a.q_proj.weight': matrix(6, 4),
  'a.k_proj.weight': matrix(6, 4),
  'a.norm.weight': { shape: [4], role: 'norm', initial: { kind: 'ones' } },
}

test('adapters of the named matrices, small beside them', () => {
  const adapters = loraParameters(specs, { rank: 2, adapts: name => name.endsWith('q_proj') })
  expect(Object.entries(adapters).map(([name, { shape }]) => [name, shape])).toEqual([
    ['a.q_proj.lora_A.weight', [2, 4]],
    ['a.q_proj.lora_B.weight', [6, 2]],
  ])
  expect(() => loraParameters(specs, { rank: 2, adapts: name => name.endsWith('norm') })).toThrow(
    'Expected at least one matrix to adapt, but found none of those names',
  )
  expect(() => loraParameters(specs, { rank: 0, adapts: () => true })).toThrow('Expected a rank of at least 1')
})

test('an adapted model begins as the model itself, and only what is adapted learns', async () => {
  await using device = await openDevice({ threads: 1 })
  const added = loraParameters(specs, { rank: 2, adapts: name => name.endsWith('q_proj') })
  await device.write({ ...formulaParameters(specs), ...initialise(added, 1) })
  const x = input('x', ['B', 4])
  const frozen = declareParameters(specs)
  const adapters = declareParameters(added)
  const adapted = withLora(frozen, adapters, 8)
  const outputs: Record<string, Tensor> = {
    plain: project(frozen, 'a.q_proj', x),
    adapted: project(adapted, 'a.q_proj', x),
    other: project(adapted, 'a.k_proj', x),
  }
  const [down, up] = gradients(mean(square(outputs.adapted!)), Object.values(adapters))
  const program = await device.compile({ outputs: { ...outputs, down: down!, up: up! }, updates: new Map() })
  const run = () => program.run({ x: { shape: [3, 4], data: Float32Array.from({ length: 12 }, (_, i) => i - 5) } })
  const before = await run()
  expect(before.adapted).toEqual(before.plain)
  // B is 0: nothing reaches A yet, everything B.
  expect((before.down!.data as Float32Array).every(value => value === 0)).toBe(true)
  expect((before.up!.data as Float32Array).some(value => Math.abs(value) > 0.01)).toBe(true)

  // alpha / rank = 4: A picks the first two inputs, B writes them to the first two outputs.
  const eye = (rows: number, columns: number) =>
    Float32Array.from({ length: rows * columns }, (_, i) => (Math.floor(i / columns) === i % columns ? 1 : 0))
  await device.write({
    'a.q_proj.lora_A.weight': { shape: [2, 4], data: eye(2, 4) },
    'a.q_proj.lora_B.weight': { shape: [6, 2], data: eye(6, 2) },
  })
  const after = await run()
  const change = Array.from(after.adapted!.data as Float32Array, (value, i) => value - Number(after.plain!.data[i]))
  for (const [i, value] of change.entries())
    expect(value).toBeCloseTo(i % 6 < 2 ? 4 * (Math.floor(i / 6) * 4 + (i % 6) - 5) : 0, 4)
  expect(after.other).toEqual(before.other)
})
