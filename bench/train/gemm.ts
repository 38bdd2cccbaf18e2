import { matmul, parameter } from '../../src/graph/index.ts'
import { initialise } from '../../src/nn/index.ts'
import { openDevice } from '../../src/runtime/index.ts'
import type { Contender } from './contender.ts'

/** The side of the matrices. */
const side = 2048

/** What the machine gives: one large matrix product in the same ONNX Runtime, fp32, its result left on the device. */
export async function gemm(threads: number): Promise<Required<Contender>> {
  const device = await openDevice({ threads })
  const normal = { shape: [side, side], role: 'matrix', initial: { kind: 'normal', deviation: side ** -0.5 } } as const
  await device.write(initialise({ a: normal, b: normal, c: normal }, 'bench'))
  const matrix = (name: string) => parameter(name, [side, side])
  const product = matmul(matrix('a'), matrix('b'))
  const program = await device.compile({ outputs: {}, updates: new Map([[matrix('c'), product]]) })
  return {
    name: 'gemm',
    threads,
    parameters: 0,
    operations: 2 * side ** 3,
    async block(steps) {
      const milliseconds: number[] = []
      for (let step = 0; step < steps; step++) {
        const start = performance.now()
        await program.run({})
        milliseconds.push(performance.now() - start)
      }
      return { milliseconds, loss: 0, peakBytes: null }
    },
    close: () => device.close(),
  }
}
