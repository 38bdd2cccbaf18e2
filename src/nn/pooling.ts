/** One vector per row. Legend: B batch, T time, D width, N and M rows of two sets. */
import {
  cast,
  constant,
  div,
  equal,
  matmul,
  maximum,
  reshape,
  rmsNorm,
  sum,
  type Tensor,
  unsqueeze,
} from '../graph/index.ts'
import { linear } from './linear.ts'

/**
 * The mean of a row's activations, weighted: x [B, T, D], weights [B, T] -> [B, D]. Zeros where all weights are 0. With
 * 1 for every token that is no padding it is mean pooling (Reimers and Gurevych 2019, "Sentence-BERT", section 3).
 */
export function meanPool(x_BTD: Tensor, weights_BT: Tensor): Tensor {
  const [batch, , width] = x_BTD.shape as readonly [number, number, number]
  const total_B1 = maximum(sum(weights_BT, { axes: [1], keepDims: true }), 1e-6)
  const weighted = matmul(unsqueeze(weights_BT, 1), x_BTD)
  return div(reshape(weighted, [batch, width]), total_B1)
}

/**
 * The activations at one place of every row: x [B, T, D], places_BT int32 [B, T] (a token's number in its row), place 0
 * for the first token as in BERT, or [B, 1] for a place of each row's own, such as the last token of a reward model.
 */
export function poolAt(x_BTD: Tensor, places_BT: Tensor, place: Tensor | number): Tensor {
  const wanted = typeof place === 'number' ? constant([place], [1], 'int32') : place
  return meanPool(x_BTD, cast(equal(places_BT, wanted), 'float32'))
}

/** Every row over its own length, so that products are cosines. */
export function unitRows(x: Tensor): Tensor {
  const width = Number(x.shape.at(-1))
  return rmsNorm(x, constant(width ** -0.5, [width]), 1e-12)
}

/** Cosines of all pairs of rows: a [N, D] and b [M, D] -> [N, M]. */
export function cosineSimilarities(a_ND: Tensor, b_MD: Tensor): Tensor {
  return matmul(unitRows(a_ND), unitRows(b_MD), { transposeB: true })
}

/** One number per token, [.., D] -> [..]: the head of a value function or a reward model, weight [1, D], bias [1]. */
export function scalarHead(x: Tensor, weight_1D: Tensor, bias_1?: Tensor): Tensor {
  return reshape(linear(x, weight_1D, bias_1), x.shape.slice(0, -1))
}
