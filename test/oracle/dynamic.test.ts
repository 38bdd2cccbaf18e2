/** Every case again with sizes that are known only at the run, as far as the operator can be built without them. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as g from '../../src/graph/index.ts'
import type { Device, HostTensor } from '../../src/runtime/index.ts'
import { operatorCases } from './cases.ts'
import { dtypeOf, feedOf } from './check-operator.ts'
import { openOracleDevice } from './device.ts'
import { valuesOf } from './values.ts'

let device: Device
beforeAll(async () => {
  device = await openOracleDevice()
  await device.write({ halves: { shape: [4], data: new Float32Array(4).fill(0.5) } })
})
afterAll(() => device.close())

/** Operators that must know the size in question when the graph is built, and say so. */
const needSizes = /expected|Expected/

test('the same numbers, forward and back, whether sizes are known or named', async () => {
  const built: string[] = []
  const wrong: string[] = []
  for (const each of Object.values(operatorCases).flat()) {
    const kinds = each.inputs.map(spec => spec.kind ?? 'wave')
    // The first axis of every size is named alike everywhere; axes of size 1 stay, since they are there to broadcast.
    for (const axis of [0, 1]) {
      const size = each.inputs[0]!.shape[axis]
      if (size === undefined || size === 1) continue
      const run = async (named: boolean): Promise<HostTensor[]> => {
        const inputs = each.inputs.map((spec, i) => {
          const shape = spec.shape.map((dim, k) => (named && k === axis && dim === size ? 'N' : dim))
          return g.input(`x${i}`, shape, dtypeOf[kinds[i]!])
        })
        const y = each.build(...inputs)
        const floats = inputs.filter((x, i) => x.dtype === 'float32' && !each.constants?.includes(i))
        const slopes = each.differentiable === false ? [] : g.gradients(g.sum(g.square(y)), floats)
        const outputs = Object.fromEntries([y, ...slopes].map((tensor, i) => [`y${i}`, tensor]))
        const program = await device.compile({ outputs, updates: new Map() })
        const read = nodesOf(Object.values(outputs))
        const feeds = each.inputs.flatMap((spec, i): [string, HostTensor][] =>
          read.has(inputs[i]!.node)
            ? [[`x${i}`, { shape: spec.shape, data: feedOf[kinds[i]!](valuesOf(spec, i)) }]]
            : [],
        )
        const found = await program.run(Object.fromEntries(feeds))
        await program.release()
        return Object.values(found)
      }
      let found: HostTensor[]
      try {
        found = await run(true)
      } catch (error) {
        expect((error as Error).message, each.name).toMatch(needSizes)
        continue
      }
      built.push(each.name)
      const expected = await run(false)
      if (JSON.stringify(found, plain) !== JSON.stringify(expected, plain)) wrong.push(each.name)
    }
  }
  expect(wrong).toEqual([])
  for (const name of ['layerNorm', 'attention with a bias', 'gatherLast of logSoftmax', 'mean rows', 'topK', 'iota'])
    expect(built).toContain(name)
  expect(built.length).toBeGreaterThan(100)
})

function nodesOf(tensors: readonly g.Tensor[]): Set<g.Node> {
  const found = new Set(tensors.map(({ node }) => node))
  for (const node of found) for (const input of node.inputs) found.add(input.node)
  return found
}

/** Rounded, since another order of sums may be chosen. */
function plain(_: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float32Array, x => Number(x).toPrecision(5))
  return value
}
