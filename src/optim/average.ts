import { add, mul, parameter, sub, type Tensor } from '../graph/index.ts'
import { type ParameterSpecs, type Parameters, parameterNamed } from '../nn/index.ts'
import { zeros } from './optimizer.ts'

/** The name of a parameter's moving average in the state. */
export const averageName = (name: string) => `average.${name}`

/**
 * The state that holds an exponential moving average of every parameter (Polyak and Juditsky 1992; exponential form of
 * Tarvainen and Valpola 2017, "Mean teachers"): as many values as the model has. It is to begin as a copy of the
 * parameters.
 */
export function averageSpecs(specs: ParameterSpecs): ParameterSpecs {
  return Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [averageName(name), zeros(shape)]))
}

/** The averages in place of the parameters, under the parameters' names: what is built from them sees the averages. */
export function averagedParameters(specs: ParameterSpecs): Parameters {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape }]) => [name, parameter(averageName(name), shape)]),
  )
}

/**
 * a <- decay · a + (1 - decay) · p for the values that the parameters have after the step.
 *
 * @param decay scalar of this step, from {@link averageDecay}
 */
export function averageUpdates(
  specs: ParameterSpecs,
  parameters: Parameters,
  updates: ReadonlyMap<Tensor, Tensor>,
  decay: Tensor,
): Map<Tensor, Tensor> {
  const averages = averagedParameters(specs)
  const share = sub(1, decay)
  return new Map(
    Object.keys(specs).map(name => {
      const average = parameterNamed(averages, name)
      const value = parameterNamed(parameters, name)
      return [average, add(mul(average, decay), mul(updates.get(value) ?? value, share))]
    }),
  )
}

/**
 * The decay at a step, from 0: min(decay, (1 + step) / (10 + step)), so that the first steps of a short training are
 * soon forgotten.
 */
export function averageDecay(decay: number, step: number): number {
  return Math.min(decay, (1 + step) / (10 + step))
}
