/**
 * Layers as functions over tensors.
 *
 * Legend: B batch, T time, D width in, E width out, F hidden width, V vocabulary.
 */
import { add, gelu, matmul, mul, silu, type Tensor } from '../graph/index.ts'

/** x Wᵀ + b: x [.., D], weight [E, D] (the layout of PyTorch and Hugging Face), bias [E] -> [.., E]. */
export function linear(x: Tensor, weight_ED: Tensor, bias_E?: Tensor): Tensor {
  const product = matmul(x, weight_ED, { transposeB: true })
  return bias_E === undefined ? product : add(product, bias_E)
}

export interface MlpWeights {
  /** [F, D]; given for the gated form only. */
  readonly gate?: Tensor
  /** [F, D]. */
  readonly up: Tensor
  readonly upBias?: Tensor
  /** [D, F]. */
  readonly down: Tensor
  readonly downBias?: Tensor
}

/**
 * The position-wise network, [.., D] -> [.., D]. Gated: down(silu(gate x) · up x), SwiGLU (Shazeer 2020, "GLU Variants
 * Improve Transformer"); else down(gelu(up x)) as in GPT-2 (Radford et al. 2019).
 */
export function mlp(x: Tensor, { gate, up, upBias, down, downBias }: MlpWeights): Tensor {
  const raised = linear(x, up, upBias)
  return linear(gate === undefined ? gelu(raised) : mul(silu(linear(x, gate)), raised), down, downBias)
}
