import { afterAll, beforeAll, expect, test } from 'vitest'
import { formula } from '../../test/parity/formula.ts'
import { constant, input, type Tensor } from '../graph/index.ts'
import { type Device, type HostTensor, openDevice } from '../runtime/index.ts'
import { gru, lstm } from './recurrent.ts'

let device: Device
beforeAll(async () => {
  device = await openDevice({ threads: 1 })
})
afterAll(() => device.close())

const [width, state] = [3, 4]
const numbers = (name: string, shape: readonly number[]) =>
  constant(
    formula(
      name,
      shape.reduce((a, b) => a * b, 1),
      0.7,
    ),
    shape,
  )

test.each([
  { name: 'lstm', layer: lstm, gates: 4, states: 2 },
  { name: 'gru', layer: gru, gates: 3, states: 1 },
])('$name: a row in pieces of any length, each going on from the last, is the row as a whole', async each => {
  const weights = {
    input: numbers('input', [each.gates * state, width]),
    hidden: numbers('hidden', [each.gates * state, state]),
    inputBias: numbers('input bias', [each.gates * state]),
    hiddenBias: numbers('hidden bias', [each.gates * state]),
  }
  const x = input('x', ['B', 'T', width])
  const initial = Array.from({ length: each.states }, (_, i) => input(`state${i}`, ['B', state]))
  const compile = (on: readonly Tensor[] | undefined) => {
    const { output, last } = each.layer(x, weights, on === undefined ? {} : { initial: on })
    const named = Object.fromEntries(last.map((tensor, i) => [`state${i}`, tensor]))
    return device.compile({ outputs: { output, ...named }, updates: new Map() })
  }
  const [fromZero, goingOn] = [await compile(undefined), await compile(initial)]

  const [batch, time] = [2, 7]
  const values = formula('x', batch * time * width, 1)
  const piece = (start: number, end: number): HostTensor => ({
    shape: [batch, end - start, width],
    data: Float32Array.from({ length: batch * (end - start) * width }, (_, i) => {
      const row = Math.floor(i / ((end - start) * width))
      return values[row * time * width + start * width + (i % ((end - start) * width))]!
    }),
  })
  const whole = await fromZero.run({ x: piece(0, time) })
  expect(whole.output!.shape).toEqual([batch, time, state])
  const { output: first, ...afterFirst } = await fromZero.run({ x: piece(0, 3) })
  const { output: second, ...afterSecond } = await goingOn.run({ x: piece(3, 4), ...afterFirst })
  const { output: third, ...afterThird } = await goingOn.run({ x: piece(4, time), ...afterSecond })

  const parts = [first!, second!, third!]
  const rows = Array.from({ length: batch }, (_, row) =>
    parts.flatMap(({ data, shape }) => {
      const size = shape[1]! * state
      return [...(data as Float32Array).subarray(row * size, (row + 1) * size)]
    }),
  ).flat()
  for (const [i, value] of (whole.output!.data as Float32Array).entries()) expect(rows[i]).toBeCloseTo(value, 6)
  for (const [name, { data }] of Object.entries(afterThird))
    for (const [i, value] of (whole[name]!.data as Float32Array).entries()) expect(data[i]).toBeCloseTo(value, 6)
})
