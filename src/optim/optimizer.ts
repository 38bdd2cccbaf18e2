import { mul, sub, type Tensor } from '../graph/index.ts'
import type { ParameterRole, ParameterSpec, ParameterSpecs, Parameters } from '../nn/index.ts'

/** What one application of an optimizer works on. */
export interface OptimizerStep {
  /** The parameters to train, and by their roles how. */
  readonly specs: ParameterSpecs
  readonly parameters: Parameters
  /** Gradients of the loss, by the parameters' names. */
  readonly gradients: Parameters
  /**
   * Scalar factor of all gradients, as from `clipByGlobalNorm`. It must depend on every gradient: new values are
   * written over the old ones in place, and this makes every reader of an old value come before.
   */
  readonly gradientScale: Tensor
  /** Scalar factor of all learning rates at this step, from a schedule. */
  readonly rate: Tensor
}

/**
 * One step of gradient descent as part of the graph. Without hidden state: what an optimizer remembers is declared by
 * `state`, lives on the device under those names, and is saved with the weights.
 */
export interface Optimizer {
  readonly name: string
  /** What it keeps for these parameters, `optimizer.moment1.NAME`; all begin as `initial` says. */
  state(specs: ParameterSpecs): ParameterSpecs
  /** New values of the parameters and of the state. */
  updates(step: OptimizerStep): Map<Tensor, Tensor>
}

/** A learning rate for all parameters, or one for each role. */
export type LearningRates = number | (Partial<Record<ParameterRole, number>> & { readonly default: number })

export function learningRateOf(rates: LearningRates, role: ParameterRole): number {
  return typeof rates === 'number' ? rates : (rates[role] ?? rates.default)
}

/** Which parameters lose a part of themselves at every step, whatever their gradient. */
export interface WeightDecay {
  /** Fraction of a decayed parameter that is taken away per unit of learning rate. */
  readonly weightDecay?: number
  /** The roles of the parameters that are decayed (default: {@link decayedRoles}). */
  readonly decayed?: readonly ParameterRole[]
}

/** Large tables and matrices; gains and biases are never decayed, since their size is not a matter of fit. */
export const decayedRoles: readonly ParameterRole[] = ['matrix', 'embedding', 'head']

/**
 * What decoupled weight decay leaves of a value: value · (1 - rate · decay) (Loshchilov and Hutter 2019, "Decoupled
 * Weight Decay Regularization", section 2).
 *
 * @param decay the fraction per unit of the schedule's rate: weight decay times learning rate; 0 leaves the graph as it is
 */
export function afterDecay(value: Tensor, rate: Tensor, decay: number): Tensor {
  return decay === 0 ? value : mul(value, sub(1, mul(rate, decay)))
}

/** State of a parameter's shape that begins at 0. */
export function zeros(shape: readonly number[]): ParameterSpec {
  return { shape, role: 'state', initial: { kind: 'zeros' } }
}

/** The specifications that satisfy a condition on their role. */
export function withRole(specs: ParameterSpecs, accept: (role: ParameterRole) => boolean): ParameterSpecs {
  return Object.fromEntries(Object.entries(specs).filter(([, spec]) => accept(spec.role)))
}
