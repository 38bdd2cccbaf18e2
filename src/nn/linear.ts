/** Legend: D width in, E width out, R rank of an adapter. */
import { add, matmul, quantizedMatmul, scope, type Tensor } from '../graph/index.ts'
import { type Parameters, parameterNamed } from './parameters.ts'

/** A low-rank addition to a frozen matrix; see `lora.ts`. */
export interface Adapter {
  /** [R, D]. */
  readonly down: Tensor
  /** [E, R], with its scale. */
  readonly up: Tensor
}

/**
 * In what the products of a layer are computed, forward and for both gradients: `float32`, or `int8`, where operands are
 * rounded to 8 bits at every run (`quantizedMatmul`). Weights, sums, norms and all else are float32 either way.
 */
export type Precision = 'float32' | 'int8'

/** x Wᵀ + b: x [.., D], weight [E, D] (the layout of PyTorch and Hugging Face), bias [E] -> [.., E]. */
export function linear(
  x: Tensor,
  weight_ED: Tensor,
  bias_E?: Tensor,
  adapter?: Adapter,
  precision: Precision = 'float32',
): Tensor {
  const biased = products[precision](x, weight_ED, bias_E)
  return adapter === undefined ? biased : add(biased, linear(linear(x, adapter.down), adapter.up))
}

const products: { readonly [P in Precision]: (x: Tensor, weight_ED: Tensor, bias_E?: Tensor) => Tensor } = {
  float32: (x, weight_ED, bias_E) => {
    const product = matmul(x, weight_ED, { transposeB: true })
    return bias_E === undefined ? product : add(product, bias_E)
  },
  int8: (x, weight_ED, bias_E) =>
    quantizedMatmul(x, weight_ED, { transposeB: true, ...(bias_E === undefined ? {} : { bias: bias_E }) }),
}

/**
 * The linear layer of that name: `NAME.weight`, with `NAME.bias` and the adapter `NAME.lora_A.weight`,
 * `NAME.lora_B.weight` where the parameters have them (always in float32). Errors in it carry the name.
 */
export function project(parameters: Parameters, name: string, x: Tensor, precision?: Precision): Tensor {
  const [down, up] = [parameters[`${name}.lora_A.weight`], parameters[`${name}.lora_B.weight`]]
  const adapter = down === undefined || up === undefined ? undefined : { down, up }
  const weight = parameterNamed(parameters, `${name}.weight`)
  return scope(name, () => linear(x, weight, parameters[`${name}.bias`], adapter, precision))
}
