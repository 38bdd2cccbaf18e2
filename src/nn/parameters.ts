import { InstarError, msg } from '../errors/index.ts'
import { parameter, type Tensor } from '../graph/index.ts'
import { random } from '../random/index.ts'

/**
 * What a parameter is for. Optimizers choose rate and rule by it: matrices between hidden widths, tables of embeddings,
 * the matrix onto the vocabulary, gains of norms, biases; `state` is what an optimizer keeps for itself.
 */
export type ParameterRole = 'matrix' | 'embedding' | 'head' | 'norm' | 'bias' | 'state'

/** The values that a parameter starts with; `deviation` is the standard deviation of a normal of mean 0. */
export type Initial =
  | { readonly kind: 'normal'; readonly deviation: number }
  | { readonly kind: 'ones' }
  | { readonly kind: 'zeros' }

export interface ParameterSpec {
  readonly shape: readonly number[]
  readonly initial: Initial
  readonly role: ParameterRole
}

/** Specifications by state name, `'model.norm.weight'`; their order is the order of the model. */
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>

/** Symbolic parameters by state name. */
export type Parameters = Readonly<Record<string, Tensor>>

/** Numbers of one parameter, row by row. */
export interface ParameterValue {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** One symbolic parameter per specification: call it once per graph, since gradients are taken with respect to these. */
export function declareParameters(specs: ParameterSpecs): Parameters {
  return Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [name, parameter(name, shape)]))
}

/** The parameter of that name. @throws InstarError where the model has none. */
export function parameterNamed(parameters: Parameters, name: string): Tensor {
  const found = parameters[name]
  if (found === undefined) throw new InstarError(msg`Expected a parameter ${name}, but the model has none of that name`)
  return found
}

/**
 * First values of every parameter: a pure function of the key and the parameter's name, so that a layer keeps its
 * values when another is added.
 *
 * @param key as of `random`: seed, stage
 */
export function initialise(
  specs: ParameterSpecs,
  ...key: readonly (string | number)[]
): Record<string, ParameterValue> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape, initial }]) => {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1))
      if (initial.kind === 'ones') data.fill(1)
      if (initial.kind === 'normal') {
        const stream = random(...key, 'initialise', name)
        for (let i = 0; i < data.length; i++) data[i] = initial.deviation * stream.normal()
      }
      return [name, { shape, data }]
    }),
  )
}

/** The number of values in all parameters together. */
export function parameterCount(specs: ParameterSpecs): number {
  return Object.values(specs).reduce((total, { shape }) => total + shape.reduce((a, b) => a * b, 1), 0)
}
