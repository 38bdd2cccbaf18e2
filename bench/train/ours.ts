import { decoderInputs, decoderLoss, decoderParameters } from '../../src/models/index.ts'
import { declareParameters, initialise, parameterCount } from '../../src/nn/index.ts'
import { adamw, trainingStep } from '../../src/optim/index.ts'
import { random } from '../../src/random/index.ts'
import { type HostTensor, openDevice } from '../../src/runtime/index.ts'
import type { Contender } from './contender.ts'
import type { TrainingShape } from './shapes.ts'

export const training = { learningRate: 3e-4, weightDecay: 0.1, clip: 1, beta1: 0.9, beta2: 0.95 } as const

/** The engine through its public door: worker, feeds and all. */
export async function ours(shape: TrainingShape, threads: number): Promise<Contender> {
  const { config, batch } = shape
  const time = config.contextLength
  const specs = decoderParameters(config)
  const parameters = declareParameters(specs)
  const { tokens, positions, targets, lossWeights } = decoderInputs(batch, time)
  const loss = decoderLoss(config, parameters, { tokens, positions, targets, lossWeights })
  const optimizer = adamw(training)
  const device = await openDevice({ threads })
  await device.write({ ...initialise(specs, 'bench'), ...initialise(optimizer.state(specs), 'bench') })
  const program = await device.compile(trainingStep({ loss, specs, parameters, optimizer, clip: training.clip }))

  const size = batch * time
  const grid = (data: HostTensor['data']): HostTensor => ({ shape: [batch, time], data })
  const fixed = {
    positions: grid(Int32Array.from({ length: size }, (_, i) => i % time)),
    lossWeights: grid(new Float32Array(size).fill(1)),
    rate: { shape: [], data: Float32Array.of(1) },
  }
  let taken = 0
  return {
    name: 'instar',
    parameters: parameterCount(specs),
    async block(steps) {
      const milliseconds: number[] = []
      let last = Number.NaN
      for (let step = 0; step < steps; step++) {
        const stream = random('bench', 'batch', taken++)
        const ids = () => Int32Array.from({ length: size }, () => stream.integer(config.vocabularySize))
        const feeds = { ...fixed, tokens: grid(ids()), targets: grid(ids()) }
        const start = performance.now()
        last = Number((await program.run(feeds)).loss!.data[0])
        milliseconds.push(performance.now() - start)
      }
      return { milliseconds, loss: last }
    },
    close: () => device.close(),
  }
}
