import type { Batch } from '../data/index.ts'
import { type Graph, input } from '../graph/index.ts'
import { countedPlaces, type DecoderConfig, decoderInputs, decoderLoss, decoderParameters } from '../models/index.ts'
import { declareParameters, type ParameterSpecs } from '../nn/index.ts'
import {
  accumulatedSpecs,
  accumulatedUpdate,
  accumulationStep,
  averagedParameters,
  averageSpecs,
  type Optimizer,
  trainingStep,
} from '../optim/index.ts'
import type { StageOf } from '../runs/index.ts'
import type { HostTensor } from '../runtime/index.ts'

type TrainingStage = StageOf<'pretrain' | 'sft'>

/** What a training computes, before anything is compiled. */
export interface TrainingGraphs {
  /** Fed with a batch, or with one micro-batch of it. */
  readonly forward: Graph
  /** What is left of a step after its micro-batches; absent where a step is one batch. */
  readonly update?: Graph
  /** What `forward` is fed with for a batch, or a micro-batch, beside scalars. */
  readonly feeds: (batch: Batch) => Record<string, HostTensor>
  /** State beside the weights that a checkpoint holds: the optimizer's, and averages. */
  readonly kept: ParameterSpecs
  /** State that is made anew whenever a training begins or goes on. */
  readonly fleeting: ParameterSpecs
}

/**
 * The graphs of a training stage.
 *
 * @param places how many places of a micro-batch the loss counts at most; all where absent
 */
export function trainingGraphs(
  config: DecoderConfig,
  stage: TrainingStage,
  optimizer: Optimizer,
  rows: { readonly contextLength: number; readonly places: number | undefined },
): TrainingGraphs {
  const { contextLength, places } = rows
  const specs = decoderParameters(config)
  const parameters = declareParameters(specs)
  const inputs = decoderInputs(stage.batchSize / stage.gradientAccumulation, contextLength)
  const loss = decoderLoss(config, parameters, inputs, {
    zLoss: stage.zLoss,
    precision: stage.precision,
    recompute: stage.recompute,
    counted: places === undefined ? undefined : input('counted', [places], 'int32'),
  })
  const clip = stage.clip === 0 ? Number.POSITIVE_INFINITY : stage.clip
  const options = { specs, parameters, optimizer, clip, average: stage.ema !== undefined }
  const isWhole = stage.gradientAccumulation === 1
  return {
    ...(isWhole
      ? { forward: trainingStep({ loss, ...options }) }
      : { forward: accumulationStep({ loss, ...options }), update: accumulatedUpdate(options) }),
    feeds: batch => ({
      ...batchFeeds(batch),
      ...(places === undefined ? {} : { counted: { shape: [places], data: countedPlaces(batch.lossWeights, places) } }),
    }),
    kept: { ...optimizer.state(specs), ...(stage.ema ? averageSpecs(specs) : {}) },
    fleeting: isWhole ? {} : accumulatedSpecs(specs),
  }
}

/** The loss on held-out batches of as many rows as a micro-batch, by the weights that the stage is to end with. */
export function validationGraph(config: DecoderConfig, stage: TrainingStage, contextLength: number): Graph {
  const specs = decoderParameters(config)
  const parameters = usesAverage(stage) ? averagedParameters(specs) : declareParameters(specs)
  const inputs = decoderInputs(stage.batchSize / stage.gradientAccumulation, contextLength)
  return { outputs: { loss: decoderLoss(config, parameters, inputs, { trained: false }) }, updates: new Map() }
}

/** Whether a stage ends with the averages of its weights. */
export function usesAverage({ ema }: TrainingStage): boolean {
  return ema?.use === 'average'
}

/** A batch under the names that the training and scoring programs give their inputs. */
export function batchFeeds(batch: Batch): Record<string, HostTensor> {
  const { shape } = batch
  return {
    tokens: { shape, data: batch.tokens },
    targets: { shape, data: batch.targets },
    lossWeights: { shape, data: batch.lossWeights },
    positions: { shape, data: batch.positions },
    documents: { shape, data: batch.documents },
  }
}
