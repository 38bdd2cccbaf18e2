import { decoderInputs, decoderLoss, decoderParameters } from '../../src/models/index.ts'
import { declareParameters, initialise, type ParameterSpecs, type Precision } from '../../src/nn/index.ts'
import { adamw, trainingStep } from '../../src/optim/index.ts'
import { type HostTensor, openDevice, type StateTensor } from '../../src/runtime/index.ts'
import type { TrainingShape } from '../train/shapes.ts'

/** As nanoGPT trains its character models. */
export const settings = { learningRate: 1e-3, weightDecay: 0.1, clip: 1, beta1: 0.9, beta2: 0.99, warmupSteps: 50 }

type State = Readonly<Record<string, StateTensor>>

export interface Trainee {
  readonly precision: Precision
  readonly specs: ParameterSpecs
  /** One training step at a multiplier of the rate; gives the loss before it. */
  step(batch: Record<string, HostTensor>, rate: number): Promise<number>
  /** The loss on a batch, in float32. */
  loss(batch: Record<string, HostTensor>): Promise<number>
  state(): Promise<State>
  close(): Promise<void>
}

/** @param state to go on from; first values where absent, the same for every precision */
export async function openTrainee(
  { config, batch }: TrainingShape,
  precision: Precision,
  threads: number,
  state?: State,
): Promise<Trainee> {
  const specs = decoderParameters(config)
  const optimizer = adamw(settings)
  const { tokens, positions, targets, lossWeights } = decoderInputs(batch, config.contextLength)
  const inputs = { tokens, positions, targets, lossWeights }
  const device = await openDevice({ threads })
  await device.write(state ?? initialise({ ...specs, ...optimizer.state(specs) }, 'precision'))
  const parameters = declareParameters(specs)
  const loss = decoderLoss(config, parameters, inputs, { precision })
  const step = await device.compile(trainingStep({ loss, specs, parameters, optimizer, clip: settings.clip }))
  const scoring = await device.compile({
    outputs: { loss: decoderLoss(config, declareParameters(specs), inputs) },
    updates: new Map(),
  })
  const lossOf = (outputs: Record<string, HostTensor>) => Number(outputs.loss!.data[0])
  return {
    precision,
    specs,
    step: async (batch, rate) => lossOf(await step.run({ ...batch, rate: { shape: [], data: Float32Array.of(rate) } })),
    loss: async batch => lossOf(await scoring.run(batch)),
    state: () => device.read(),
    close: () => device.close(),
  }
}
