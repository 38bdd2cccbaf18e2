import type { Tensor } from '../../src/graph/index.ts'
import type { ParameterSpec, ParameterSpecs, Parameters } from '../../src/nn/index.ts'
import type { HostTensor } from '../../src/runtime/index.ts'

/**
 * One family of models, as small as it gets: parameters under the names of PyTorch or transformers, a loss whose batch
 * and length are known only at the run, and batches by formula, the same as in families.py.
 */
export interface Family {
  readonly name: string
  readonly specs: ParameterSpecs
  readonly loss: (parameters: Parameters) => Tensor
  /** @param columns length of the longest input */
  readonly feeds: (rows: Rows, columns: number) => Readonly<Record<string, HostTensor>>
}

export const sizes = { vocabulary: 23, width: 32, heads: 4, hidden: 40, layers: 2, context: 24 }

/** The numbering of a batch's rows at one step. */
export interface Rows {
  ids(columns: number, value: (row: number, column: number) => number): HostTensor
  flags(columns: number, value: (row: number, column: number) => boolean): HostTensor
  numbers(columns: number, value: (row: number, column: number) => number): HostTensor
}

export function rowsOf(numbers: readonly number[]): Rows {
  const fill = <T>(columns: number, value: (row: number, column: number) => T) => ({
    shape: [numbers.length, columns],
    values: numbers.flatMap(row => Array.from({ length: columns }, (_, column) => value(row, column))),
  })
  return {
    ids(columns, value) {
      const { shape, values } = fill(columns, value)
      return { shape, data: Int32Array.from(values) }
    },
    flags(columns, value) {
      const { shape, values } = fill(columns, value)
      return { shape, data: Uint8Array.from(values, Number) }
    },
    numbers(columns, value) {
      const { shape, values } = fill(columns, value)
      return { shape, data: Float32Array.from(values) }
    },
  }
}

/** `token` of families.py. */
export const token = (row: number, column: number): number =>
  (row * 7 + column * column * 3 + column * 5) % sizes.vocabulary

/** Rows 3, 8, 13, ... are shorter than the others by 3. */
export const present = (row: number, column: number, columns: number): boolean => row % 5 !== 3 || column < columns - 3

const normal = { kind: 'normal', deviation: 0.1 } as const

export const table = (rows: number): ParameterSpec => ({
  shape: [rows, sizes.width],
  role: 'embedding',
  initial: normal,
})
export const matrix = (out: number, from: number): ParameterSpec => ({
  shape: [out, from],
  role: 'matrix',
  initial: normal,
})
export const bias = (size: number): ParameterSpec => ({ shape: [size], role: 'bias', initial: { kind: 'zeros' } })
export const gain = (size = sizes.width): ParameterSpec => ({ shape: [size], role: 'norm', initial: { kind: 'ones' } })

/** A linear layer and a norm with their biases. */
export const linearSpecs = (name: string, out: number, from: number): ParameterSpecs => ({
  [`${name}.weight`]: matrix(out, from),
  [`${name}.bias`]: bias(out),
})
export const normSpecs = (name: string): ParameterSpecs => ({
  [`${name}.weight`]: gain(),
  [`${name}.bias`]: bias(sizes.width),
})

export const perLayer = (specs: (layer: number) => ParameterSpecs): ParameterSpecs =>
  Object.assign({}, ...Array.from({ length: sizes.layers }, (_, layer) => specs(layer)))
