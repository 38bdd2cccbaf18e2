import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { trainedBits } from './trained-bits.ts'

test('the same seed gives the same bits, run after run and in a process of its own', async () => {
  const first = await trainedBits(7, 2)
  expect(await trainedBits(7, 2)).toBe(first)
  const script = fileURLToPath(new URL('trained-bits.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [script, '7', '2'])
  expect(stdout.trim()).toBe(first)
  expect(await trainedBits(8, 2)).not.toBe(first)
})
