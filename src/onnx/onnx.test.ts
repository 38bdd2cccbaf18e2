import { fromBinary } from '@bufbuild/protobuf'
import { ModelProtoSchema } from 'onnx-buf'
import { expect, test } from 'vitest'
import {
  add,
  exp,
  type Graph,
  gradients,
  input,
  matmul,
  mul,
  parameter,
  recurrence,
  scope,
  square,
  sub,
  sum,
} from '../graph/index.ts'
import { graphHash, signatureOf, toOnnx } from './index.ts'

const nodesOf = (graph: Graph) => fromBinary(ModelProtoSchema, toOnnx(graph)).graph!.node

function step(layer: string): Graph {
  const weight = parameter('w', [3, 4])
  const loss = scope(layer, () => sum(square(matmul(input('x', ['B', 4]), weight, { transposeB: true }))))
  return { outputs: { loss }, updates: new Map([[weight, mul(weight, 0.5)]]) }
}

test('equal graphs give equal bytes, however often they are built', () => {
  expect(Buffer.from(toOnnx(step('a'))).equals(Buffer.from(toOnnx(step('a'))))).toBe(true)
})

test('the hash sees what is computed, not what layers are called', async () => {
  expect(await graphHash(step('a'))).toBe(await graphHash(step('b')))
  const other = step('a')
  const weight = [...other.updates.keys()][0]!
  expect(await graphHash({ ...other, updates: new Map([[weight, mul(weight, 0.25)]]) })).not.toBe(
    await graphHash(step('a')),
  )
})

test('what is written twice runs once, and what nothing needs does not run', () => {
  const x = input('x', [4])
  exp(exp(x))
  const y = add(mul(exp(x), 2), mul(exp(x), 2))
  expect(nodesOf({ outputs: { y }, updates: new Map() }).map(node => node.opType)).toEqual(['Exp', 'Mul', 'Add'])
})

test('a loop is one node with a body; its hash sees what the body computes, not what it is called', async () => {
  const loop = (layer: string, factor: number): Graph => {
    const [weight, x, first] = [parameter('u', [3, 3]), input('x', ['T', 'B', 3]), input('first', ['B', 3])]
    const { sequence } = scope(layer, () =>
      recurrence(({ slices, product }) => [mul(add(slices[0]!, product), factor)], {
        sequences: [x],
        weight,
        initial: [first],
      }),
    )
    return { outputs: { sequence }, updates: new Map() }
  }
  const [scan, ...others] = nodesOf(loop('a', 0.5))
  expect([scan!.opType, others.map(node => node.opType)]).toEqual(['Scan', []])
  const body = scan!.attribute.find(({ name }) => name === 'body')!.g!
  expect(body.node.flatMap(node => node.input)).toContain('state:u')
  expect(body.node.map(node => node.opType)).toEqual(expect.arrayContaining(['FusedMatMul', 'Add', 'Mul']))
  expect(await graphHash(loop('a', 0.5))).toBe(await graphHash(loop('b', 0.5)))
  expect(await graphHash(loop('a', 0.5))).not.toBe(await graphHash(loop('a', 0.25)))
})

test('nodes carry the names of their layers', () => {
  expect(nodesOf(step('layers.1')).map(node => node.name.split('/')[0])).toContain('layers.1')
})

test('the signature lists inputs, state and updates by name', () => {
  const signature = signatureOf(step('a'))
  expect(signature.inputs).toEqual([{ name: 'x', shape: ['B', 4], dtype: 'float32' }])
  expect(signature.states).toEqual([{ name: 'w', shape: [3, 4], dtype: 'float32' }])
  expect(signature.updates).toEqual(['w'])
})

test('one name cannot stand for two shapes', () => {
  const y = add(sum(parameter('w', [3])), sum(parameter('w', [4])))
  expect(() => toOnnx({ outputs: { y }, updates: new Map() })).toThrow(
    'Expected one parameter named w, found float32 [3] and float32 [4]',
  )
})

test('an update must have the type of its parameter, and belong to one', () => {
  const weight = parameter('w', [3])
  expect(() => toOnnx({ outputs: {}, updates: new Map([[weight, input('x', [4])]]) })).toThrow(
    'Expected float32 [3] as update of w, found float32 [4]',
  )
  const x = input('x', [3])
  expect(() => toOnnx({ outputs: {}, updates: new Map([[x, weight]]) })).toThrow(
    'Expected a parameter to update, found input',
  )
})

test('an update waits for every reader of the old value, for the price of scalars', () => {
  const weight = parameter('w', [64, 64])
  const x = input('x', [2, 64])
  const hidden = matmul(x, weight)
  const [slope, xSlope] = gradients(sum(square(hidden)), [weight, x])
  const graph: Graph = {
    outputs: { xSlope: xSlope! },
    updates: new Map([[weight, sub(weight, mul(slope!, input('rate', [])))]]),
  }
  const nodes = nodesOf(graph)
  const producers = new Map(nodes.flatMap(node => node.output.map(name => [name, node] as const)))
  const before = new Set([producers.get('next:w')!])
  for (const node of before) {
    for (const name of node.input) {
      const producer = producers.get(name)
      if (producer !== undefined) before.add(producer)
    }
  }
  const readers = nodes.filter(node => node.input.includes('state:w'))
  expect(readers.length).toBeGreaterThan(2)
  expect(readers.filter(node => !before.has(node))).toEqual([])
  const chosen = nodes.find(node => node.opType === 'Where')!
  expect(chosen.input.slice(1)).toEqual(['input:rate', 'input:rate'])
})
