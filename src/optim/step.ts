import { type Graph, gradients, input, type Tensor } from '../graph/index.ts'
import { type ParameterSpecs, type Parameters, parameterNamed } from '../nn/index.ts'
import { clipByGlobalNorm } from './clip.ts'
import type { Optimizer } from './optimizer.ts'

export interface TrainingStepOptions {
  /** Scalar; its graph reads `parameters`. */
  readonly loss: Tensor
  /** What is trained: all of `parameters`, or fewer. */
  readonly specs: ParameterSpecs
  readonly parameters: Parameters
  readonly optimizer: Optimizer
  /** The largest global norm of the gradients (default: no clipping). */
  readonly clip?: number
  /** Further outputs of the step. */
  readonly outputs?: Readonly<Record<string, Tensor>>
}

/**
 * A whole training step as one graph: loss, gradients, clipping, new parameters and new optimizer state. Inputs are
 * those of the loss and `rate`, a scalar from a schedule. Outputs: `loss`, `gradientNorm` (before clipping) and
 * `outputs`. Every value is of before the step.
 */
export function trainingStep(options: TrainingStepOptions): Graph {
  const { loss, specs, parameters, optimizer, clip = Number.POSITIVE_INFINITY, outputs = {} } = options
  const names = Object.keys(specs)
  const found = gradients(
    loss,
    names.map(name => parameterNamed(parameters, name)),
  )
  const { norm, scale } = clipByGlobalNorm(found, clip)
  const updates = optimizer.updates({
    specs,
    parameters,
    gradients: Object.fromEntries(names.map((name, index) => [name, found[index]!])),
    gradientScale: scale,
    rate: input('rate', []),
  })
  return { outputs: { loss, gradientNorm: norm, ...outputs }, updates }
}
