import { add, constant, div, minimum, mul, reshape, sqrt, sum, type Tensor } from '../graph/index.ts'

export interface Clipping {
  /** The length of all gradients as one vector, before clipping. */
  readonly norm: Tensor
  /** Scalar of at most 1 that brings the length to `max`. */
  readonly scale: Tensor
}

/**
 * Clipping by the global norm (Pascanu, Mikolov and Bengio 2013, section 3.2). With `max` = Infinity nothing is
 * clipped, but the scale still depends on every gradient, as `OptimizerStep` demands.
 */
export function clipByGlobalNorm(gradients: readonly Tensor[], max: number): Clipping {
  const squares = gradients.map(gradient => sum(mul(gradient, gradient)))
  const norm = sqrt(squares.length === 0 ? constant(0) : squares.reduce((a, b) => add(a, b)))
  return { norm: reshape(norm, []), scale: minimum(div(Math.min(max, largestFloat), add(norm, 1e-6)), 1) }
}

/** Divided by any norm that is no overflow itself, it stays far above 1. */
const largestFloat = 3e38
