/**
 * Attention of one block of queries after another, so that memory grows with the length and not with its square.
 *
 * Legend: B batch, H heads, T time (query), S time (key), Q queries of a block, D width of a head.
 */
import {
  add,
  attention,
  concat,
  matmul,
  mul,
  pad,
  slice,
  softmax,
  sub,
  sum,
  type Tensor,
  waitFor,
  withGradient,
} from '../graph/index.ts'
import type { CausalBlock } from './masks.ts'

/** The axis of queries and of keys. */
const time = -2

/**
 * What `attention` computes, block by block: a block sees the keys up to its own end, so that half of the scores are
 * never made, and its probabilities are made once more for the gradient instead of being kept (Dao et al. 2022,
 * "FlashAttention", section 3). q [.., T, D], k and v [.., S, D]; leading axes broadcast as in `attention`.
 */
export function blockedAttention(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  blocks: readonly CausalBlock[],
  scale: number,
): Tensor {
  const outputs = blocks.map(({ from, to, bias }) =>
    attention(slice(q, time, from, to), slice(k, time, 0, to), slice(v, time, 0, to), { scale, bias }),
  )
  const o = concat(outputs, time)
  return withGradient(o, [q, k, v], g => backwards(g, o, [q, k, v], blocks, scale))
}

/** The gradient of `attention` (its rule has the derivative), with one block of probabilities alive at a time. */
function backwards(
  g: Tensor,
  o: Tensor,
  inputs: readonly [Tensor, Tensor, Tensor],
  blocks: readonly CausalBlock[],
  scale: number,
): readonly Tensor[] {
  // Copies, so that the slices of the forward pass are not kept for this one.
  const [q, k, v] = inputs.map(x => waitFor(x, [g])) as [Tensor, Tensor, Tensor]
  const rowSums = sum(mul(g, o), { axes: [-1], keepDims: true })
  const gQueries: Tensor[] = []
  let gKeys: Tensor | undefined
  let gValues: Tensor | undefined
  for (const { from, to, bias } of blocks) {
    const before = [gQueries.at(-1), gKeys, gValues].filter(x => x !== undefined)
    const queries = waitFor(slice(q, time, from, to), before)
    const [keys, values] = [slice(k, time, 0, to), slice(v, time, 0, to)]
    const probabilities = softmax(add(matmul(queries, keys, { transposeB: true, alpha: scale }), bias))
    const gOut = slice(g, time, from, to)
    const gProbabilities = matmul(gOut, values, { transposeB: true })
    const gScores = mul(probabilities, sub(gProbabilities, slice(rowSums, time, from, to)))
    gQueries.push(summed(matmul(gScores, keys, { alpha: scale }), queries))
    gKeys = grown(gKeys, summed(matmul(gScores, queries, { transposeA: true, alpha: scale }), keys))
    gValues = grown(gValues, summed(matmul(probabilities, gOut, { transposeA: true }), values))
  }
  return [concat(gQueries, time), gKeys!, gValues!]
}

/** A gradient summed over the axes along which its tensor was repeated. */
function summed(gradient: Tensor, { shape }: Tensor): Tensor {
  const axes = gradient.shape.flatMap((size, axis) => (shape[axis] === 1 && size !== 1 ? [axis] : []))
  return axes.length === 0 ? gradient : sum(gradient, { axes, keepDims: true })
}

/** The sum of a gradient over the first keys and one over these and more. */
function grown(some: Tensor | undefined, more: Tensor): Tensor {
  if (some === undefined) return more
  return add(more, pad(some, time, 0, Number(more.shape.at(time)) - Number(some.shape.at(time))))
}
