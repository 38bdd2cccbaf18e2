import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { input, type Op, shapeRules } from '../../src/graph/index.ts'
import { type Device, openDevice } from '../../src/runtime/index.ts'
import { operatorCases } from './cases.ts'
import { checkOperator, type Expected, nodesOf } from './check-operator.ts'

const expected = JSON.parse(readFileSync(new URL('./expected.json', import.meta.url), 'utf8')) as Record<
  string,
  Expected
>

let device: Device
beforeAll(async () => {
  device = await openDevice({ threads: 1 })
  await device.write({ halves: { shape: [4], data: new Float32Array(4).fill(0.5) } })
})
afterAll(() => device.close())

test('every operator has a case that uses it', () => {
  for (const op of Object.keys(shapeRules) as Op[]) {
    expect(operatorCases[op].length, op).toBeGreaterThan(0)
    for (const { name, inputs, build } of operatorCases[op]) {
      const dtype = { flag: 'bool', ids: 'int32', wave: 'float32', grid: 'float32', positive: 'float32' } as const
      const y = build(...inputs.map((spec, i) => input(`x${i}`, spec.shape, dtype[spec.kind ?? 'wave'])))
      expect(
        [...nodesOf(y)].map(node => node.op),
        name,
      ).toContain(op)
    }
  }
})

describe.each(Object.entries(operatorCases))('%s', (_, cases) => {
  test.each(cases.map(each => [each.name, each] as const))('%s: output and gradient', async (name, each) => {
    expect(expected[name], 'run list-cases.ts and torch-results.py for a new case').toBeDefined()
    expect(await checkOperator(device, { ...each, expected: expected[name]! })).toEqual([])
  })
})
