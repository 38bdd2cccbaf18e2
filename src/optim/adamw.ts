import { add, div, mul, parameter, sqrt, square, sub, type Tensor } from '../graph/index.ts'
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

/** The decay is 0.1 unless given. */
export interface AdamWOptions extends WeightDecay {
  /** Default 3e-4. */
  readonly learningRate?: LearningRates
  /** Decay of the mean of gradients (default 0.9). */
  readonly beta1?: number
  /** Decay of the mean of squared gradients (default 0.95). */
  readonly beta2?: number
  /** Default 1e-8. */
  readonly epsilon?: number
}

const moment1 = (name: string) => `optimizer.moment1.${name}`
const moment2 = (name: string) => `optimizer.moment2.${name}`
const correction1 = 'optimizer.correction1'
const correction2 = 'optimizer.correction2'

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2). */
export function adamw(options: AdamWOptions = {}): Optimizer {
  const { learningRate = 3e-4, beta1 = 0.9, beta2 = 0.95, epsilon = 1e-8 } = options
  const { weightDecay = 0.1, decayed = decayedRoles } = options
  return {
    name: 'adamw',
    state(specs: ParameterSpecs): ParameterSpecs {
      const moments = Object.entries(specs).flatMap(([name, { shape }]) => [
        [moment1(name), zeros(shape)] as const,
        [moment2(name), zeros(shape)] as const,
      ])
      return Object.fromEntries([...moments, [correction1, zeros([])], [correction2, zeros([])]])
    },
    updates({ specs, parameters, gradients, gradientScale, rate }) {
      const updates = new Map<Tensor, Tensor>()
      // A mean that starts at 0 and decays by beta: the mean of the constant 1 is then 1 - betaᵗ, which is Adam's
      // correction at step t, to full precision and without counting steps.
      const correction = (name: string, beta: number) => {
        const state = parameter(name, [])
        const next = add(mul(state, beta), 1 - beta)
        updates.set(state, next)
        return next
      }
      const first = correction(correction1, beta1)
      const root = sqrt(correction(correction2, beta2))
      // rate · (m / first) / (sqrt(v) / root + epsilon), with the scalars drawn together
      const step = mul(rate, div(root, first))
      const smallest = mul(root, epsilon)
      const scale1 = mul(gradientScale, 1 - beta1)
      const scale2 = mul(square(gradientScale), 1 - beta2)
      for (const [name, { shape, role }] of Object.entries(specs)) {
        const value = parameterNamed(parameters, name)
        const gradient = parameterNamed(gradients, name)
        const [m, v] = [parameter(moment1(name), shape), parameter(moment2(name), shape)]
        const nextM = add(mul(m, beta1), mul(gradient, scale1))
        const nextV = add(mul(v, beta2), mul(square(gradient), scale2))
        const speed = learningRateOf(learningRate, role)
        const kept = afterDecay(value, rate, decayed.includes(role) ? weightDecay * speed : 0)
        const change = mul(div(nextM, add(sqrt(nextV), smallest)), mul(step, speed))
        updates.set(m, nextM).set(v, nextV).set(value, sub(kept, change))
      }
      return updates
    },
  }
}
