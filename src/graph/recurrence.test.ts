import { expect, test } from 'vitest'
import { add, gradients, input, mul, parameter, recurrence, scope, slice, sum, tanh } from './index.ts'

const [x, w, h] = [input('x', ['T', 'B', 3]), parameter('w', [3, 3]), input('h', ['B', 3])]
const elman = () =>
  recurrence(({ slices: [now], product }) => [tanh(add(now!, product))], { sequences: [x], weight: w, initial: [h] })

test('shapes of the states follow from the sequences, also where those are dynamic', () => {
  const { sequence, last } = elman()
  expect([sequence.shape, last.map(({ shape }) => shape)]).toEqual([['T', 'B', 3], [['B', 3]]])
  const found = gradients(sum(sequence), [x, w, h])
  expect(found.map(({ shape }) => shape)).toEqual([x.shape, w.shape, h.shape])
})

test('a cell that takes something from outside of the loop is refused', () => {
  const cell = () => [add(h, parameter('scale', [3]))]
  expect(() => scope('lstm', () => recurrence(cell, { sequences: [x], weight: w, initial: [h] }))).toThrow(
    /recurrence: expected a cell of its slices, its product, its states and constants but found .+ \(in lstm\)/,
  )
})

test('a cell must give what it was given', () => {
  const options = { sequences: [x], weight: w, initial: [h] }
  expect(() => recurrence(({ states }) => [slice(states[0]!, 1, 0, 2)], options)).toThrow(
    'recurrence: expected a cell with state 0 of shape [B, 3] but found [B, 2]',
  )
  expect(() => recurrence(() => [], options)).toThrow('expected a cell that gives 1 states but found 0')
  expect(() => recurrence(({ states }) => states, { ...options, sequences: [] })).toThrow(
    'expected at least one state and one sequence but found 1 and 0',
  )
})

test('nothing is learnt through the last state, which is there to go on from, and no gradient twice', () => {
  const { sequence, last } = elman()
  expect(() => gradients(sum(last[0]!), [w])).toThrow('expected a loss that uses only the first output of recurrence')
  const [slope] = gradients(sum(mul(sequence, sequence)), [x])
  expect(() => gradients(sum(slope!), [w])).toThrow('expected a loss without gradients of a recurrence')
})
