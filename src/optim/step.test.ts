import { afterAll, beforeAll, expect, test } from 'vitest'
import { formula, formulaParameters } from '../../test/parity/formula.ts'
import { input, matmul, mean, square, sub } from '../graph/index.ts'
import { declareParameters, initialise, type ParameterSpecs } from '../nn/index.ts'
import { type Device, openDevice, type StateTensor } from '../runtime/index.ts'
import { adamw } from './adamw.ts'
import { averageDecay, averagedParameters, averageName, averageSpecs } from './average.ts'
import { accumulatedSpecs, accumulatedUpdate, accumulationStep, trainingStep } from './step.ts'

// Legend: N rows, D width.
const [rows, width] = [12, 8]
const specs: ParameterSpecs = Object.fromEntries(
  ['a.weight', 'b.weight'].map(name => [
    name,
    { shape: [width, width], role: 'matrix', initial: { kind: 'zeros' } } as const,
  ]),
)
const names = Object.keys(specs)
const optimizer = adamw({ learningRate: 0.01 })
const scalar = (value: number): StateTensor => ({ shape: [], data: Float32Array.of(value) })
const matrix = (name: string, from: number, to: number): StateTensor => ({
  shape: [to - from, width],
  data: formula(name, rows * width, 1).slice(from * width, to * width),
})

let device: Device
beforeAll(async () => {
  device = await openDevice({ threads: 1 })
})
afterAll(() => device.close())

/** Two layers that learn what is fed to them. */
function regression(count: number) {
  const parameters = declareParameters(specs)
  const hidden_ND = matmul(input('x', [count, width]), parameters['a.weight']!)
  const loss = mean(square(sub(matmul(hidden_ND, parameters['b.weight']!), input('y', [count, width]))))
  return { loss, specs, parameters, optimizer, clip: 0.5 }
}
const begin = () => device.write({ ...formulaParameters(specs), ...initialise(optimizer.state(specs)) })
const batch = (step: number, from = 0, to = rows) => ({
  x: matrix(`x${step}`, from, to),
  y: matrix(`y${step}`, from, to),
})

test('micro-batches of different weight make the step of the whole batch', async () => {
  await begin()
  const whole = await device.compile(trainingStep(regression(rows)))
  const expected = []
  for (let step = 0; step < 5; step++) expected.push(await whole.run({ ...batch(step), rate: scalar(1) }))
  const weights = await device.read(names)

  await begin()
  await device.write(initialise(accumulatedSpecs(specs)))
  const parts = [0, 6, 9, 12] as const
  const programs = new Map(
    await Promise.all(
      [3, 6].map(async size => [size, await device.compile(accumulationStep(regression(size)))] as const),
    ),
  )
  const update = await device.compile(accumulatedUpdate(regression(rows)))
  for (let step = 0; step < 5; step++) {
    let loss = 0
    for (const [index, from] of parts.slice(0, -1).entries()) {
      const to = parts[index + 1]!
      const feeds = { ...batch(step, from, to), share: scalar((to - from) / rows), kept: scalar(Number(index > 0)) }
      loss += Number((await programs.get(to - from)!.run(feeds)).loss!.data[0])
    }
    expect(loss).toBeCloseTo(expected[step]!.loss!.data[0] as number, 5)
    const { gradientNorm } = await update.run({ rate: scalar(1) })
    expect(gradientNorm!.data[0]).toBeCloseTo(expected[step]!.gradientNorm!.data[0] as number, 5)
  }
  const found = await device.read(names)
  for (const name of names)
    for (const [i, value] of found[name]!.data.entries()) expect(value).toBeCloseTo(weights[name]!.data[i]!, 5)
})

test('averages follow the weights, change nothing about them, and can be computed with', async () => {
  await begin()
  const plain = await device.compile(trainingStep(regression(rows)))
  for (let step = 0; step < 4; step++) await plain.run({ ...batch(step), rate: scalar(1) })
  const expected = await device.read(names)

  await begin()
  const start = await device.read(names)
  await device.write(Object.fromEntries(names.map(name => [averageName(name), start[name]!])))
  const program = await device.compile(trainingStep({ ...regression(rows), average: true }))
  const averages = Object.fromEntries(names.map(name => [name, Float64Array.from(start[name]!.data)]))
  for (let step = 0; step < 4; step++) {
    const decay = averageDecay(0.9, step)
    await program.run({ ...batch(step), rate: scalar(1), averageDecay: scalar(decay) })
    const now = await device.read(names)
    for (const name of names)
      averages[name] = averages[name]!.map((value, i) => decay * value + (1 - decay) * now[name]!.data[i]!)
  }
  expect(await device.read(names)).toEqual(expected)
  const found = await device.read(Object.keys(averageSpecs(specs)))
  for (const name of names)
    for (const [i, value] of averages[name]!.entries()) expect(found[averageName(name)]!.data[i]).toBeCloseTo(value, 6)

  const look = await device.compile({ outputs: averagedParameters(specs), updates: new Map() })
  expect((await look.run({}))['a.weight']!.data).toEqual(found[averageName('a.weight')]!.data)
})

test('the decay of averages grows to what was asked for', () => {
  expect([0, 8, 10_000].map(step => averageDecay(0.99, step))).toEqual([0.1, 0.5, 0.99])
})
