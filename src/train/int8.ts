import { InstarError, msg } from '../errors/index.ts'
import { input, quantizedMatmul } from '../graph/index.ts'
import type { Device } from '../runtime/index.ts'

/** As many products of the largest levels as are added in one instruction, and more. */
const size = 64

/**
 * Refuses to train in int8 where products of bytes are not added exactly: x86 processors without VNNI add two of them in
 * 16 bits, which the largest levels overflow, and gradients would be wrong without a word.
 *
 * @throws InstarError saying what to set instead.
 */
export async function expectExactInt8(device: Pick<Device, 'compile'>): Promise<void> {
  const ones = { shape: [1, size], data: new Float32Array(size).fill(1) }
  const y = quantizedMatmul(input('a', [1, size]), input('b', [1, size]), { transposeB: true })
  const program = await device.compile({ outputs: { y }, updates: new Map() })
  const outputs = await program.run({ a: ones, b: ones })
  await program.release()
  const found = Number(outputs.y?.data[0])
  if (!(Math.abs(found - size) < 1e-3))
    throw new InstarError(
      msg`Expected a processor that adds products of 8-bit integers exactly, but found one that makes ${found} of ${size} ones. Set precision: float32`,
    )
}
