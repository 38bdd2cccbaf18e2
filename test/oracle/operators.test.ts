import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { input, type Op, scope, shapeRules } from '../../src/graph/index.ts'
import type { Device } from '../../src/runtime/index.ts'
import { operatorCases } from './cases.ts'
import { checkOperator, dtypeOf, type Expected, nodesOf } from './check-operator.ts'
import { openOracleDevice } from './device.ts'

const expected = JSON.parse(readFileSync(new URL('./expected.json', import.meta.url), 'utf8')) as Record<
  string,
  Expected
>

let device: Device
beforeAll(async () => {
  device = await openOracleDevice()
  await device.write({ halves: { shape: [4], data: new Float32Array(4).fill(0.5) } })
})
afterAll(() => device.close())

test('every operator has a case that uses it', () => {
  for (const op of Object.keys(shapeRules) as Op[]) {
    expect(operatorCases[op].length, op).toBeGreaterThan(0)
    for (const { name, inputs, build } of operatorCases[op]) {
      const y = build(...inputs.map((spec, i) => input(`x${i}`, spec.shape, dtypeOf[spec.kind ?? 'wave'])))
      expect(
        [...nodesOf(y)].map(node => node.op),
        name,
      ).toContain(op)
    }
  }
})

/** Operators that take elements of any type, as they are or for their number alone. */
const takesAnything: readonly Op[] = [
  'input',
  'parameter',
  'constant',
  'cast',
  'stopGradient',
  'reshape',
  'transpose',
  'broadcastTo',
  'slice',
  'iota',
  'fillLike',
  'sizeOf',
  'pad',
]

test('an operator refuses elements of another type, and says in which layer', () => {
  for (const [op, cases] of Object.entries(operatorCases) as [Op, (typeof operatorCases)[Op]][]) {
    if (takesAnything.includes(op)) continue
    for (const { name, inputs, build } of cases) {
      for (const [wrong, spec] of inputs.entries()) {
        const dtype = (index: number) => {
          const right = dtypeOf[inputs[index]!.kind ?? 'wave']
          return index !== wrong ? right : right === 'float32' ? 'bool' : 'float32'
        }
        const attempt = () =>
          scope('layers.7', () => build(...inputs.map((each, i) => input(`x${i}`, each.shape, dtype(i)))))
        expect(attempt, `${name}, input ${wrong} of ${spec.kind}`).toThrow(/expected .+ but found .+layers\.7/)
      }
    }
  }
})

describe.each(Object.entries(operatorCases))('%s', (_, cases) => {
  test.each(cases.map(each => [each.name, each] as const))('%s: output and gradient', async (name, each) => {
    expect(expected[name], 'run list-cases.ts and torch-results.py for a new case').toBeDefined()
    expect(await checkOperator(device, { ...each, expected: expected[name]! })).toEqual([])
  })
})
