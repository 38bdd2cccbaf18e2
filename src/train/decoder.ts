import { type Batch, type BatchSource, batches, oneEpoch, type RowSource } from '../data/index.ts'
import { input } from '../graph/index.ts'
import { countedPlaces, type DecoderConfig, decoderInputs, decoderLoss, decoderParameters } from '../models/index.ts'
import { declareParameters, initialise, parameterCount } from '../nn/index.ts'
import { adamw, muon, type Optimizer, trainingStep } from '../optim/index.ts'
import { plannedSteps, type StageOf } from '../runs/index.ts'
import type { Device, HostTensor, StateTensor } from '../runtime/index.ts'
import { latestCheckpoint, saveCheckpoint } from './checkpoint.ts'
import { type TrainingEvent, trainingLoop } from './loop.ts'
import { scheduleOf } from './schedule.ts'

export interface DecoderTraining {
  /** A device without state; the weights are left on it, under their names, when the training ends. */
  readonly device: Device
  readonly config: DecoderConfig
  /** What the recipe says: optimizer, schedule, length, intervals. */
  readonly stage: StageOf<'pretrain' | 'sft'>
  /** Name of the stage: part of its random keys and of its checkpoints' names. */
  readonly name: string
  readonly seed: number
  readonly rows: RowSource
  readonly validationRows?: RowSource
  /** Weights to start from; first values by the seed where absent. */
  readonly start?: Readonly<Record<string, StateTensor>>
  /** Folder of resumable checkpoints. */
  readonly checkpoints: string
  /** Written into each checkpoint; see {@link Checkpoint}. */
  readonly notes: Readonly<Record<string, string>>
  readonly sample?: (step: number) => Promise<readonly { prompt: string; text: string }[]>
  /** Called before a checkpoint is written, so that what stands beside it is on disk first. */
  readonly beforeSave?: () => void
  /** Told once, before the first step. */
  readonly onStart?: (start: TrainingStart) => void
  readonly signal?: AbortSignal
}

/** Where a training begins, and what it trains. */
export interface TrainingStart {
  /** Steps that were done before: those of the checkpoint that it goes on from. */
  readonly step: number
  readonly steps: number
  /** Trained values, all together. */
  readonly parameters: number
  /** The notes of the checkpoint that it goes on from. */
  readonly notes?: Readonly<Record<string, string>>
}

/**
 * Trains a decoder on packed rows, from its newest checkpoint if there is one. Yields what happens; every step is a
 * pure function of (recipe, seed, step), so a killed training ends in the same weights as an unbroken one.
 */
export async function* trainDecoder(training: DecoderTraining): AsyncGenerator<TrainingEvent> {
  const { device, config, stage, name, seed, rows, validationRows } = training
  const specs = decoderParameters(config)
  const optimizer = optimizerOf(stage)
  const state = { ...specs, ...optimizer.state(specs) }

  const checkpoint = await latestCheckpoint(training.checkpoints, name)
  const steps = plannedSteps(stage, rows.contextLength)
  await device.write(checkpoint?.state ?? { ...initialise(state, seed, name), ...training.start })
  const firstStep = checkpoint?.step ?? 0
  training.onStart?.({
    step: firstStep,
    steps,
    parameters: parameterCount(specs),
    ...(checkpoint ? { notes: checkpoint.notes } : {}),
  })

  const inputs = decoderInputs(stage.batchSize, rows.contextLength)
  const parameters = declareParameters(specs)
  const clip = stage.clip === 0 ? Number.POSITIVE_INFINITY : stage.clip
  const source = batches(rows, stage.batchSize)
  const places = lossPlaces(source, steps)
  const counted = places === undefined ? undefined : input('counted', [places], 'int32')
  const loss = decoderLoss(config, parameters, inputs, counted)
  const program = await device.compile(trainingStep({ loss, specs, parameters, optimizer, clip }))

  yield* trainingLoop(
    {
      steps,
      firstStep,
      program,
      batch: source.batch,
      feeds: batch => ({
        ...batchFeeds(batch),
        ...(places === undefined
          ? {}
          : { counted: { shape: [places], data: countedPlaces(batch.lossWeights, places) } }),
      }),
      schedule: scheduleOf(stage, steps),
      ...(validationRows ? { validate: await validation(device, config, stage, validationRows) } : {}),
      evaluateEvery: stage.evaluateEvery,
      ...(training.sample ? { sample: training.sample } : {}),
      sampleEvery: stage.sampleEvery,
      save: async step => {
        training.beforeSave?.()
        const values = await device.read(Object.keys(state))
        await saveCheckpoint(training.checkpoints, name, { step, state: values, notes: training.notes })
      },
      ...(stage.checkpointEvery === undefined ? {} : { checkpointEvery: stage.checkpointEvery }),
      checkpointMinutes: stage.checkpointMinutes,
    },
    training.signal,
  )
}

/** Logits are made for the counted places alone where that leaves out at least this share of all places. */
const worthLeavingOut = 0.15

/**
 * How many places of a batch the loss counts at most, over all steps; undefined where it counts nearly all. In
 * fine-tuning most places are the user's, and making no logits for them saves a tenth of the step.
 */
function lossPlaces(source: BatchSource, steps: number): number | undefined {
  const size = source.batchSize * source.contextLength
  let most = 0
  for (let step = 0; step < steps && most < size * (1 - worthLeavingOut); step++)
    most = Math.max(
      most,
      source.batch(step).lossWeights.reduce((count, weight) => count + Number(weight !== 0), 0),
    )
  return most < size * (1 - worthLeavingOut) ? most : undefined
}

/** A batch under the names that the training and scoring programs give their inputs. */
function batchFeeds(batch: Batch): Record<string, HostTensor> {
  const { shape } = batch
  return {
    tokens: { shape, data: batch.tokens },
    targets: { shape, data: batch.targets },
    lossWeights: { shape, data: batch.lossWeights },
    positions: { shape, data: batch.positions },
    documents: { shape, data: batch.documents },
  }
}

/** A function that measures the loss on the first `evaluateBatches` held-out batches, per counted token. */
async function validation(
  device: Device,
  config: DecoderConfig,
  stage: StageOf<'pretrain' | 'sft'>,
  rows: RowSource,
): Promise<() => Promise<number>> {
  const inputs = decoderInputs(stage.batchSize, rows.contextLength)
  const parameters = declareParameters(decoderParameters(config))
  const program = await device.compile({
    outputs: { loss: decoderLoss(config, parameters, inputs) },
    updates: new Map(),
  })
  const heldOut = [...oneEpoch(rows, stage.batchSize).take(stage.evaluateBatches)]
  return async () => {
    let total = 0
    let counted = 0
    for (const batch of heldOut) {
      const weight = batch.lossWeights.reduce((sum, value) => sum + value, 0)
      const { loss } = await program.run(batchFeeds(batch))
      total += Number(loss?.data[0]) * weight
      counted += weight
    }
    return total / counted
  }
}

function optimizerOf(stage: StageOf<'pretrain' | 'sft'>): Optimizer {
  const chosen = stage.optimizer
  if (chosen.kind === 'adamw') {
    const { kind: _, ...options } = chosen
    return adamw(options)
  }
  const { learningRate, momentum, weightDecay, embeddingLearningRate, headLearningRate } = chosen
  return muon({
    learningRate,
    momentum,
    weightDecay,
    adamw: { learningRate: { default: embeddingLearningRate, head: headLearningRate } },
  })
}
