/** Legend: D width in, E width out, R rank of an adapter. */
import { add, matmul, scope, type Tensor } from '../graph/index.ts'
import { type Parameters, parameterNamed } from './parameters.ts'

/** A low-rank addition to a frozen matrix; see `lora.ts`. */
export interface Adapter {
  /** [R, D]. */
  readonly down: Tensor
  /** [E, R], with its scale. */
  readonly up: Tensor
}

/** x Wᵀ + b: x [.., D], weight [E, D] (the layout of PyTorch and Hugging Face), bias [E] -> [.., E]. */
export function linear(x: Tensor, weight_ED: Tensor, bias_E?: Tensor, adapter?: Adapter): Tensor {
  const product = matmul(x, weight_ED, { transposeB: true })
  const biased = bias_E === undefined ? product : add(product, bias_E)
  return adapter === undefined ? biased : add(biased, linear(linear(x, adapter.down), adapter.up))
}

/**
 * The linear layer of that name: `NAME.weight`, with `NAME.bias` and the adapter `NAME.lora_A.weight`,
 * `NAME.lora_B.weight` where the parameters have them. Errors in it carry the name.
 */
export function project(parameters: Parameters, name: string, x: Tensor): Tensor {
  const [down, up] = [parameters[`${name}.lora_A.weight`], parameters[`${name}.lora_B.weight`]]
  const adapter = down === undefined || up === undefined ? undefined : { down, up }
  const weight = parameterNamed(parameters, `${name}.weight`)
  return scope(name, () => linear(x, weight, parameters[`${name}.bias`], adapter))
}
