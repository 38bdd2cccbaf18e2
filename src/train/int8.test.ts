import { expect, test } from 'vitest'
import { type Device, openDevice } from '../runtime/index.ts'
import { expectExactInt8 } from './int8.ts'

test('a device that sums bytes exactly may train in int8; one that saturates may not', async () => {
  await using device = await openDevice({ threads: 1 })
  await expectExactInt8(device)
  const saturated = { shape: [1, 1], data: Float32Array.of(32.38) }
  const other: Pick<Device, 'compile'> = {
    compile: async () => ({ run: async () => ({ y: saturated }), release: async () => {} }),
  }
  await expect(expectExactInt8(other)).rejects.toThrow(/makes 32\.\d+ of 64 ones\. Set precision: float32/)
})
