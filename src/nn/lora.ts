/** Low-rank adaptation (Hu et al. 2021, "LoRA", section 4.1). Legend: D width in, E width out, R rank. */
import { msg, usageError } from '../errors/index.ts'
import { mul } from '../graph/index.ts'
import { type ParameterSpec, type ParameterSpecs, type Parameters, parameterNamed } from './parameters.ts'

export interface LoraOptions {
  readonly rank: number
  /** Which linear layers are adapted, by name: `name => name.endsWith('q_proj')`. */
  readonly adapts: (name: string) => boolean
}

/**
 * The trained parameters of adapters for the matrices of a model: `NAME.lora_A.weight` [R, D], which starts normal, and
 * `NAME.lora_B.weight` [E, R], which starts at 0, so that the adapted model begins as the model itself. PEFT's names,
 * without its `base_model.model.` in front.
 *
 * @throws InstarError where no matrix is adapted, or the rank is none.
 */
export function loraParameters(specs: ParameterSpecs, { rank, adapts }: LoraOptions): ParameterSpecs {
  if (!Number.isInteger(rank) || rank < 1) throw usageError(msg`Expected a rank of at least 1, but found ${rank}`)
  const adapted = Object.entries(specs).flatMap(([name, { shape, role }]): [string, ParameterSpec][] => {
    const layer = name.replace(/\.weight$/, '')
    if (role !== 'matrix' || layer === name || !adapts(layer)) return []
    const [out, from] = shape as readonly [number, number]
    return [
      [`${layer}.lora_A.weight`, { shape: [rank, from], role, initial: { kind: 'normal', deviation: from ** -0.5 } }],
      [`${layer}.lora_B.weight`, { shape: [out, rank], role, initial: { kind: 'zeros' } }],
    ]
  })
  if (adapted.length === 0) throw usageError(msg`Expected at least one matrix to adapt, but found none of those names`)
  return Object.fromEntries(adapted)
}

/**
 * What a model with adapters reads: the frozen parameters, and the adapters with their scale alpha / rank on the smaller
 * matrix of each. Take gradients with respect to `adapters`, not to the result.
 *
 * @param alpha the addition is alpha / rank · up(down(x))
 */
export function withLora(frozen: Parameters, adapters: Parameters, alpha: number): Parameters {
  const scaled = Object.keys(adapters).flatMap(name => {
    if (!name.endsWith('.lora_B.weight')) return []
    const up = parameterNamed(adapters, name)
    return [[name, mul(up, alpha / Number(up.shape[1]))] as const]
  })
  return { ...frozen, ...adapters, ...Object.fromEntries(scaled) }
}
