/** Position-wise networks. */
import { exactGelu, gelu, mul, relu, silu, square, type Tensor, tanh } from '../graph/index.ts'

/** Nonlinearities by the names that Hugging Face's configs give them. */
export const activations = {
  relu,
  /** relu(x)² (So et al. 2021, "Primer", section 4). */
  relu2: (x: Tensor): Tensor => square(relu(x)),
  /** With the error function, as in BERT. */
  gelu: exactGelu,
  /** The tanh approximation, as in GPT-2. */
  gelu_new: gelu,
  silu,
  tanh,
} as const

export type Activation = keyof typeof activations

/** A linear layer that has its parameters: `x => project(parameters, 'mlp.up_proj', x)`. */
export type Projection = (x: Tensor) => Tensor

export interface MlpProjections {
  /** Model width to hidden width; given for the gated form only. */
  readonly gate?: Projection
  /** Model width to hidden width. */
  readonly up: Projection
  /** And back. */
  readonly down: Projection
}

/**
 * The position-wise network, [.., D] -> [.., D]. Gated: down(act(gate x) · up x), with silu SwiGLU (Shazeer 2020, "GLU
 * Variants Improve Transformer"); else down(act(up x)) (Vaswani et al. 2017, section 3.3).
 */
export function mlp(x: Tensor, { gate, up, down }: MlpProjections, activation: Activation): Tensor {
  const act = activations[activation]
  const raised = up(x)
  return down(gate === undefined ? act(raised) : mul(act(gate(x)), raised))
}
