import { type Batch, batches, type RowSource } from '../data/index.ts'
import { msg } from '../errors/index.ts'
import { type DecoderConfig, decoderParameters } from '../models/index.ts'
import { parameterCount } from '../nn/index.ts'
import { plannedSteps, type StageOf } from '../runs/index.ts'
import type { Device, StateTensor } from '../runtime/index.ts'
import { saveCheckpoint } from './checkpoint.ts'
import { firstNonFinite } from './diagnosis.ts'
import { trainingGraphs, usesAverage, validationGraph } from './graphs.ts'
import { expectExactInt8 } from './int8.ts'
import { type TrainingEvent, trainingLoop } from './loop.ts'
import { expectEnoughMemory, peakActivations } from './memory.ts'
import { optimizerOf } from './optimizers.ts'
import { scheduleOf } from './schedule.ts'
import { putAveragesInPlace, readInTurn, stateNotFinite, writeFirstState } from './state.ts'
import { compileStep, microBatches, microFeeds } from './step.ts'
import { validation } from './validation.ts'

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
  /** Gives the weights to start from, which nobody keeps; first values by the seed where absent. */
  readonly start?: () => Promise<Readonly<Record<string, StateTensor>>>
  /** Folder of resumable checkpoints. */
  readonly checkpoints: string
  /** Written into each checkpoint; see {@link Checkpoint}. */
  readonly notes: Readonly<Record<string, string>>
  readonly sample?: (step: number) => Promise<readonly { prompt: string; text: string }[]>
  /** Called before a checkpoint is written, so that what stands beside it is on disk first. */
  readonly beforeSave?: () => void
  /** Told once, before the first step. */
  readonly onStart?: (start: TrainingStart) => void
  /** Told after a loss that is not finite, while the steps since the last checkpoint are taken again to find out why. */
  readonly onReplay?: (done: number, total: number) => void
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
 *
 * @throws InstarError before anything is computed where the memory is too small, or the processor does not add bytes
 * exactly and `precision` is int8; see also `trainingLoop`.
 */
export async function* trainDecoder(training: DecoderTraining): AsyncGenerator<TrainingEvent> {
  const { device, config, stage, name, rows, validationRows, signal } = training
  const parts = stage.gradientAccumulation
  const specs = decoderParameters(config)
  const steps = plannedSteps(stage, rows.contextLength)
  const places = lossPlaces(rows, stage.batchSize / parts, steps * parts)
  const graphs = trainingGraphs(config, stage, optimizerOf(stage), { contextLength: rows.contextLength, places })
  const scoring = validationRows && validationGraph(config, stage, rows.contextLength)
  const all = [graphs.forward, graphs.update, scoring].filter(graph => graph !== undefined)
  expectEnoughMemory({
    parameters: 4 * parameterCount(specs),
    state: 4 * (parameterCount(graphs.kept) + parameterCount(graphs.fleeting)),
    activations: all.reduce((sum, graph) => sum + peakActivations(graph), 0),
  })

  if (stage.precision === 'int8') await expectExactInt8(device)

  const begin = () => writeFirstState(device, { ...training, ...graphs, specs })
  // The device compiles while this thread reads the checkpoint or makes first values.
  const [{ take }, { step: firstStep, notes }] = await Promise.all([
    compileStep(device, graphs, { parts, decay: stage.ema?.decay }),
    begin(),
  ])
  training.onStart?.({ step: firstStep, steps, parameters: parameterCount(specs), ...(notes ? { notes } : {}) })

  const { batch } = batches(rows, stage.batchSize)
  const schedule = scheduleOf(stage, steps)
  const heldOut = { batchSize: stage.batchSize / parts, batches: stage.evaluateBatches * parts }
  yield* trainingLoop(
    {
      steps,
      firstStep,
      take,
      batch,
      schedule,
      ...(scoring ? { validate: validation(device, scoring, validationRows, heldOut) } : {}),
      evaluateEvery: stage.evaluateEvery,
      ...(training.sample ? { sample: training.sample } : {}),
      sampleEvery: stage.sampleEvery,
      save: async step => {
        training.beforeSave?.()
        const state = await readInTurn(device, [...Object.keys(specs), ...Object.keys(graphs.kept)])
        const broken = stateNotFinite(state)
        if (broken === undefined)
          await saveCheckpoint(training.checkpoints, name, { step, state, notes: training.notes })
        return broken
      },
      ...(stage.checkpointEvery === undefined ? {} : { checkpointEvery: stage.checkpointEvery }),
      checkpointMinutes: stage.checkpointMinutes,
      diagnose: async failed => {
        const { step: from } = await begin()
        for (let step = from; step < failed; step++) {
          if (signal?.aborted) return undefined
          training.onReplay?.(step - from, failed - from)
          await take(step, batch(step), schedule(step))
        }
        for (const feeds of microFeeds(graphs, microBatches(batch(failed), parts))) {
          const found = await firstNonFinite(device, graphs.forward, feeds)
          if (found) return `${found.where} (${found.operator})`
        }
        return msg`the norm of the gradients, each of which is finite`
      },
    },
    signal,
  )
  if (usesAverage(stage)) await putAveragesInPlace(device, specs)
}

/** Logits are made for the counted places alone where that leaves out at least this share of all places. */
const worthLeavingOut = 0.15

/**
 * How many places of a batch the loss counts at most, over all batches; undefined where it counts nearly all. In
 * fine-tuning most places are the user's, and making no logits for them saves a tenth of the step.
 */
function lossPlaces(rows: RowSource, batchSize: number, batches: number): number | undefined {
  const { contextLength } = rows
  const enough = batchSize * contextLength * (1 - worthLeavingOut)
  const ids = () => new Int32Array(contextLength)
  const row: Batch = {
    shape: [1, contextLength],
    tokens: ids(),
    targets: ids(),
    lossWeights: new Float32Array(contextLength),
    positions: ids(),
    documents: ids(),
  }
  let most = 0
  for (let index = 0, counted = 0; index < batches * batchSize && most < enough; index++) {
    if (index % batchSize === 0) counted = 0
    row.lossWeights.fill(0)
    rows.fill(index, row, 0)
    for (const weight of row.lossWeights) counted += Number(weight !== 0)
    most = Math.max(most, counted)
  }
  return most < enough ? most : undefined
}
