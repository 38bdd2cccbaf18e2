import { pullback } from './gradients.ts'
import { one } from './operators.ts'
import type { Tensor } from './tensor.ts'

/** From d loss / d y to d loss / d input, one per input; undefined where nothing flows. */
export type Backward = (g: Tensor) => readonly (Tensor | undefined)[]

/**
 * y, whose gradient is made by a function of its own instead of by the rules of what y is made of.
 *
 * @param inputs what `backward` gives gradients of, in its order
 */
export function withGradient(y: Tensor, inputs: readonly Tensor[], backward: Backward): Tensor {
  return one('withGradient', [y, ...inputs], { backward })
}

/**
 * x, once others are computed. A program computes a value when something needs it and keeps it until nothing does; what
 * needs this x cannot begin earlier than the others are done. Costs a copy of x. No gradient flows through it.
 */
export function waitFor(x: Tensor, others: readonly Tensor[]): Tensor {
  return one('waitFor', [x, ...others], {})
}

/**
 * build(x), of which only x is kept for the gradient: the rest is computed a second time when the gradient arrives
 * (Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost", section 4). Memory for one forward pass more.
 *
 * @param parameters what `build` reads beside x and gradients flow to
 */
export function recomputed(build: (x: Tensor) => Tensor, x: Tensor, parameters: readonly Tensor[]): Tensor {
  return withGradient(build(x), [x, ...parameters], g => {
    const again = waitFor(x, [g])
    const [dx, ...others] = pullback([[build(again), g]], [again, ...parameters])
    // The layer below is not computed again before this one is done with.
    return [waitFor(dx!, others), ...others]
  })
}
