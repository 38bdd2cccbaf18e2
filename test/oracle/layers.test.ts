import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Device } from '../../src/runtime/index.ts'
import { checkOperator, type Expected } from './check-operator.ts'
import { openOracleDevice } from './device.ts'
import { layerCases } from './layer-cases.ts'

const expected = JSON.parse(readFileSync(new URL('./expected.json', import.meta.url), 'utf8')) as Record<
  string,
  Expected
>

let device: Device
beforeAll(async () => {
  device = await openOracleDevice()
})
afterAll(() => device.close())

test.each(layerCases.map(each => [each.name, each] as const))('%s: output and gradient', async (name, each) => {
  expect(expected[name], 'run list-cases.ts and torch-results.py for a new case').toBeDefined()
  expect(await checkOperator(device, { ...each, expected: expected[name]! })).toEqual([])
})
