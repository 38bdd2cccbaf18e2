import type { Batch } from '../data/index.ts'
import { type DecoderConfig, decoderParameters } from '../models/index.ts'
import { initialise } from '../nn/index.ts'
import { random } from '../random/index.ts'
import type { StageOf } from '../runs/index.ts'
import { type OperatorTime, profiled, type RunProfile } from '../runtime/index.ts'
import { trainingGraphs } from './graphs.ts'
import { optimizerOf } from './optimizers.ts'
import { compileStep } from './step.ts'

/** Operators of one kind, or of one part of the model, in the mean over the steps. */
export interface ProfileGroup {
  readonly name: string
  /** How many run in a step. */
  readonly count: number
  readonly seconds: number
  /** Of the whole step, from 0 to 1. */
  readonly share: number
  /** Rate of the matrix products among them, in 10^9 floating-point operations per second; absent where there are none. */
  readonly gigaflops?: number
}

/** Where the time of a training step goes; each grouping holds every operator, the slowest group first. */
export interface StepProfile {
  readonly steps: number
  /** Of one step on the device. */
  readonly seconds: number
  /** What is spent between operators. */
  readonly betweenSeconds: number
  /** Share of matrix products in the step. */
  readonly productShare: number
  /** By ONNX's operator. */
  readonly operators: readonly ProfileGroup[]
  /** By what the part does, over all layers, forward and backward: `mlp up_proj`, `gradient of attention`, `optimizer`. */
  readonly parts: readonly ProfileGroup[]
  /** By the layer, forward and backward together: `layers.3`, `head`, `optimizer`. */
  readonly layers: readonly ProfileGroup[]
}

export interface ProfileOptions {
  readonly threads?: number
  readonly steps: number
  readonly signal?: AbortSignal
}

/** Steps before those that count: memory is taken and caches are filled in them. */
const warmUp = 1

/**
 * Takes training steps of a stage on random tokens, all of which count, and tells where the time went.
 *
 * @param contextLength positions of a row
 */
export async function profileTraining(
  config: DecoderConfig,
  stage: StageOf<'pretrain' | 'sft'>,
  { steps, threads, signal }: ProfileOptions,
): Promise<StepProfile> {
  const { contextLength, vocabularySize } = config
  const parts = stage.gradientAccumulation
  const graphs = trainingGraphs(config, stage, optimizerOf(stage), { contextLength, places: undefined })
  const specs = decoderParameters(config)
  const programs = await profiled(threads === undefined ? {} : { threads }, async device => {
    await device.write(initialise({ ...specs, ...graphs.kept, ...graphs.fleeting }, 'profile'))
    const { take } = await compileStep(device, graphs, { parts, decay: stage.ema?.decay })
    for (let step = 0; step < warmUp + steps; step++) {
      signal?.throwIfAborted()
      await take(step, randomBatch(step, stage.batchSize, contextLength, vocabularySize), 1)
    }
  })
  const isForward = (runs: readonly RunProfile[]) => runs.length === (warmUp + steps) * parts
  return summary(
    programs.flatMap(runs => runs.slice(warmUp * (isForward(runs) ? parts : 1))),
    steps,
  )
}

function randomBatch(step: number, rows: number, contextLength: number, vocabularySize: number): Batch {
  const stream = random('profile', 'batch', step)
  const size = rows * contextLength
  const ids = () => Int32Array.from({ length: size }, () => stream.integer(vocabularySize))
  return {
    shape: [rows, contextLength],
    tokens: ids(),
    targets: ids(),
    lossWeights: new Float32Array(size).fill(1),
    positions: Int32Array.from({ length: size }, (_, place) => place % contextLength),
    documents: new Int32Array(size),
  }
}

/** The mean of runs over the steps that they make up. */
export function summary(runs: readonly RunProfile[], steps: number): StepProfile {
  const seconds = runs.reduce((sum, run) => sum + run.seconds, 0) / steps
  const all = runs.flatMap(run => run.operators)
  const grouped = (nameOf: (operator: OperatorTime) => string): ProfileGroup[] =>
    [...Map.groupBy(all, nameOf)]
      .map(([name, operators]) => ({ name, ...measures(operators, steps, seconds) }))
      .sort((a, b) => b.seconds - a.seconds)
  const total = (operators: readonly OperatorTime[]) =>
    operators.reduce((sum, operator) => sum + operator.seconds, 0) / steps
  return {
    steps,
    seconds,
    betweenSeconds: seconds - total(all),
    productShare: total(all.filter(isProduct)) / seconds,
    operators: grouped(({ operator }) => operator),
    parts: grouped(({ node }) => placeOf(node).part),
    layers: grouped(({ node }) => placeOf(node).layer),
  }
}

const isProduct = ({ operations }: OperatorTime) => operations > 0

function measures(operators: readonly OperatorTime[], steps: number, whole: number): Omit<ProfileGroup, 'name'> {
  const secondsOf = (some: readonly OperatorTime[]) => some.reduce((sum, { seconds }) => sum + seconds, 0)
  const products = operators.filter(isProduct)
  const operations = products.reduce((sum, product) => sum + product.operations, 0)
  const seconds = secondsOf(operators) / steps
  return {
    count: operators.length / steps,
    seconds,
    share: seconds / whole,
    ...(products.length === 0 ? {} : { gigaflops: operations / Math.max(secondsOf(products), 1e-9) / 1e9 }),
  }
}

/**
 * Where a node belongs, by the scopes in which models, gradients and optimizers are built:
 * `gradient of layers.0.mlp.model.layers.0.mlp.up_proj.matmul/v17` is of part `gradient of mlp up_proj` and of layer
 * `layers.0`.
 */
export function placeOf(node: string): { readonly part: string; readonly layer: string } {
  const gradient = 'gradient of '
  const path = node.replace(gradient, '')
  const found = /^(layers\.\d+)?\.?([a-z]+)[^/]*?(?:\.(\w+_proj)[^/]*)?\//.exec(path)
  const [, layer, part, projection] = found ?? []
  if (part === undefined) return { part: 'other', layer: 'other' }
  const whole = projection === undefined ? part : `${part} ${projection}`
  return { part: path === node ? whole : `${gradient}${whole}`, layer: layer ?? part }
}
