import { add, type Graph, gradients, input, mul, parameter, scope, type Tensor } from '../graph/index.ts'
import { type ParameterSpecs, type Parameters, parameterNamed } from '../nn/index.ts'
import { averageUpdates } from './average.ts'
import { clipByGlobalNorm } from './clip.ts'
import { type Optimizer, zeros } from './optimizer.ts'

/** How gradients become new parameters. */
export interface UpdateOptions {
  /** What is trained: all of `parameters`, or fewer. */
  readonly specs: ParameterSpecs
  readonly parameters: Parameters
  readonly optimizer: Optimizer
  /** The largest global norm of the gradients (default: no clipping). */
  readonly clip?: number
  /** Whether moving averages of the parameters are kept as well; see `averageSpecs` (default false). */
  readonly average?: boolean
}

export interface TrainingStepOptions extends UpdateOptions {
  /** Scalar; its graph reads `parameters`. */
  readonly loss: Tensor
  /** Further outputs of the step. */
  readonly outputs?: Readonly<Record<string, Tensor>>
}

/** The scopes of what comes after the gradients of a step. */
export const updateScopes: ReadonlySet<string> = new Set(['accumulation', 'clip', 'optimizer', 'average'])

/**
 * A whole training step as one graph: loss, gradients, clipping, new parameters and new optimizer state. Inputs are
 * those of the loss; `rate`, a scalar from a schedule; and with averages `averageDecay`, a scalar. Outputs: `loss`,
 * `gradientNorm` (before clipping) and `outputs`. Every value is of before the step.
 */
export function trainingStep({ loss, outputs = {}, ...options }: TrainingStepOptions): Graph {
  const names = Object.keys(options.specs)
  const found = gradientsOf(loss, options)
  const { norm, updates } = applied(options, Object.fromEntries(names.map((name, index) => [name, found[index]!])))
  return { outputs: { loss, gradientNorm: norm, ...outputs }, updates }
}

const accumulatedName = (name: string) => `accumulated.${name}`

/** The state that holds the sum of gradients between two micro-batches, from 0: as many values as the model has. */
export function accumulatedSpecs(specs: ParameterSpecs): ParameterSpecs {
  return Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [accumulatedName(name), zeros(shape)]))
}

/**
 * The part of a training step that one micro-batch is: its gradients are added to the sum, and nothing is trained yet.
 * Inputs are those of the loss and two scalars: `share`, the part that this micro-batch is of its step (all shares of a
 * step together are 1), and `kept`, 0 in the first micro-batch of a step and 1 in the others. Output: `loss`, the
 * micro-batch's share of the loss of the step.
 */
export function accumulationStep(options: {
  readonly loss: Tensor
  readonly specs: ParameterSpecs
  readonly parameters: Parameters
}): Graph {
  const loss = mul(options.loss, input('share', []))
  const found = gradientsOf(loss, options)
  const kept = input('kept', [])
  const updates = Object.entries(options.specs).map(([name, { shape }], index): [Tensor, Tensor] => {
    const sum = parameter(accumulatedName(name), shape)
    return [sum, scope('accumulation', () => add(mul(sum, kept), found[index]!))]
  })
  return { outputs: { loss }, updates: new Map(updates) }
}

/**
 * The rest of a training step whose gradients were summed by {@link accumulationStep}: clipping, new parameters and new
 * optimizer state. Inputs `rate` and `averageDecay` and output `gradientNorm` are as those of {@link trainingStep}.
 */
export function accumulatedUpdate(options: UpdateOptions): Graph {
  const sums = Object.entries(options.specs).map(([name, { shape }]) => [name, parameter(accumulatedName(name), shape)])
  const { norm, updates } = applied(options, Object.fromEntries(sums))
  return { outputs: { gradientNorm: norm }, updates }
}

function gradientsOf(
  loss: Tensor,
  { specs, parameters }: { readonly specs: ParameterSpecs; readonly parameters: Parameters },
): Tensor[] {
  return gradients(
    loss,
    Object.keys(specs).map(name => parameterNamed(parameters, name)),
  )
}

function applied(
  { specs, parameters, optimizer, clip = Number.POSITIVE_INFINITY, average = false }: UpdateOptions,
  gradients: Parameters,
): { norm: Tensor; updates: Map<Tensor, Tensor> } {
  const { norm, scale } = scope('clip', () => clipByGlobalNorm(Object.values(gradients), clip))
  const rate = input('rate', [])
  const updates = scope('optimizer', () =>
    optimizer.updates({ specs, parameters, gradients, gradientScale: scale, rate }),
  )
  if (!average) return { norm, updates }
  const averages = scope('average', () => averageUpdates(specs, parameters, updates, input('averageDecay', [])))
  return { norm, updates: new Map([...updates, ...averages]) }
}
