import { msg, usageError } from '../errors/index.ts'
import { add, mul, parameter, sign, sub, type Tensor } from '../graph/index.ts'
import { type ParameterSpecs, parameterNamed } from '../nn/index.ts'
import {
  afterDecay,
  decayedRoles,
  type LearningRates,
  learningRateOf,
  type Optimizer,
  type WeightDecay,
  zeros,
} from './optimizer.ts'

/** The decay is 1 unless given: rates are smaller than AdamW's, and what decays is their product. */
export interface LionOptions extends WeightDecay {
  /** Default 1e-4, a third to a tenth of AdamW's. */
  readonly learningRate?: LearningRates
  /** How much of the direction is momentum (default 0.9). */
  readonly beta1?: number
  /** Decay of the momentum (default 0.99). */
  readonly beta2?: number
}

const momentumName = (name: string) => `optimizer.momentum.${name}`

/**
 * Lion: the sign of a mean of gradients, so every value moves by the same amount (Chen et al. 2023, "Symbolic Discovery
 * of Optimization Algorithms", program 1).
 *
 * @throws InstarError (usage) for a beta2 of 0, which is no momentum.
 */
export function lion(options: LionOptions = {}): Optimizer {
  const { learningRate = 1e-4, beta1 = 0.9, beta2 = 0.99, weightDecay = 1, decayed = decayedRoles } = options
  if (!(beta2 > 0)) throw usageError(msg`Expected beta2 above 0, but found ${beta2}`)
  return {
    name: 'lion',
    state(specs: ParameterSpecs): ParameterSpecs {
      return Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [momentumName(name), zeros(shape)]))
    },
    updates({ specs, parameters, gradients, gradientScale, rate }) {
      const updates = new Map<Tensor, Tensor>()
      const scale1 = mul(gradientScale, 1 - beta1)
      const scale2 = mul(gradientScale, 1 - beta2)
      for (const [name, { shape, role }] of Object.entries(specs)) {
        const value = parameterNamed(parameters, name)
        const gradient = parameterNamed(gradients, name)
        const state = parameter(momentumName(name), shape)
        // The old momentum is read once, for both means: so nothing has to wait before it is written over.
        const left = mul(state, beta2)
        const direction = sign(add(mul(left, beta1 / beta2), mul(gradient, scale1)))
        const speed = learningRateOf(learningRate, role)
        const kept = afterDecay(value, rate, decayed.includes(role) ? weightDecay * speed : 0)
        updates.set(state, add(left, mul(gradient, scale2)))
        updates.set(value, sub(kept, mul(direction, mul(rate, speed))))
      }
      return updates
    },
  }
}
