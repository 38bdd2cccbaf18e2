import { msg, usageError } from '../errors/index.ts'
import { add, mul, parameter, sub, type Tensor } from '../graph/index.ts'
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

/** The decay is 0 unless given. */
export interface SgdOptions extends WeightDecay {
  /** Default 0.1. */
  readonly learningRate?: LearningRates
  /** What is left of the last direction at each step (default 0.9); 0 keeps no state. */
  readonly momentum?: number
  /** Steps along the direction as the next step will have it (default false). */
  readonly nesterov?: boolean
}

const momentumName = (name: string) => `optimizer.momentum.${name}`

/**
 * Stochastic gradient descent with momentum, m <- momentum · m + g (Sutskever et al. 2013, "On the importance of
 * initialization and momentum in deep learning", section 2, in PyTorch's form, where the learning rate is outside of m).
 *
 * @throws InstarError (usage) for Nesterov's form without momentum.
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const { learningRate = 0.1, momentum = 0.9, nesterov = false, weightDecay = 0, decayed = decayedRoles } = options
  if (nesterov && momentum === 0) throw usageError(msg`Expected momentum above 0 for Nesterov's form, but found 0`)
  return {
    name: nesterov ? 'sgd (nesterov)' : 'sgd',
    state(specs: ParameterSpecs): ParameterSpecs {
      if (momentum === 0) return {}
      return Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [momentumName(name), zeros(shape)]))
    },
    updates({ specs, parameters, gradients, gradientScale, rate }) {
      const updates = new Map<Tensor, Tensor>()
      for (const [name, { shape, role }] of Object.entries(specs)) {
        const value = parameterNamed(parameters, name)
        let direction = mul(parameterNamed(gradients, name), gradientScale)
        if (momentum > 0) {
          const state = parameter(momentumName(name), shape)
          const next = add(mul(state, momentum), direction)
          updates.set(state, next)
          direction = nesterov ? add(mul(next, momentum), direction) : next
        }
        const speed = learningRateOf(learningRate, role)
        const kept = afterDecay(value, rate, decayed.includes(role) ? weightDecay * speed : 0)
        updates.set(value, sub(kept, mul(direction, mul(rate, speed))))
      }
      return updates
    },
  }
}
