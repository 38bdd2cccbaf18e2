/** Operators that count, order or measure, rather than compute. */
import { apply, axisOf, one } from './operators.ts'
import type { Tensor } from './tensor.ts'

/** Running sums along an axis, each including its own element; `reverse` starts from the end. */
export function cumulativeSum(x: Tensor, axis: number, options: { readonly reverse?: boolean } = {}): Tensor {
  return one('cumulativeSum', [x], { axis: axisOf('cumulativeSum', axis, x), reverse: options.reverse ?? false })
}

/** The largest elements of the last axis, [.., count], in falling order, and their places (int64). */
export function topK(x: Tensor, count: number): { readonly values: Tensor; readonly ids: Tensor } {
  const { outputs } = apply('topK', [x], { count })
  return { values: outputs[0]!, ids: outputs[1]! }
}

/** 0, 1, 2, ... (int32) along an axis of `x`, whose size may be known only at the run. */
export function iota(x: Tensor, axis: number): Tensor {
  return one('iota', [x], { axis: axisOf('iota', axis, x) })
}

/** A float32 tensor of the shape of `x` that holds one number. */
export function fillLike(x: Tensor, value: number): Tensor {
  return one('fillLike', [x], { value })
}

/** How many elements `x` has along the given axes (default: all): a float32 scalar. */
export function sizeOf(x: Tensor, axes: readonly number[] = x.shape.map((_, axis) => axis)): Tensor {
  return one('sizeOf', [x], { axes: axes.map(axis => axisOf('sizeOf', axis, x)) })
}

/** Exclusive or of the bits of int32 numbers; broadcasts. */
export function bitwiseXor(a: Tensor, b: Tensor): Tensor {
  return one('bitwiseXor', [a, b], {})
}

/** The bits of int32 numbers moved towards the low end, zeros coming in: `>>>` of JavaScript. */
export function shiftRight(x: Tensor, bits: number): Tensor {
  return one('shiftRight', [x], { bits })
}
