import * as g from '../../src/graph/index.ts'
import type { InputSpec } from './values.ts'

/** One use of an operator: its inputs by formula, the graph, and what PyTorch writes for it. */
export interface OperatorCase {
  readonly name: string
  readonly inputs: readonly InputSpec[]
  readonly build: (...inputs: readonly g.Tensor[]) => g.Tensor
  /** An expression over a, b, c, ... for `torch-results.py`. */
  readonly torch: string
  /** Inputs whose gradient is not defined here (angles of a rotation); by default those that are no floats. */
  readonly constants?: readonly number[]
  /** Whether the operator has a gradient at all (default: yes). */
  readonly differentiable?: false
}

export type Build = (...inputs: readonly g.Tensor[]) => g.Tensor

export const matrix: InputSpec = { shape: [3, 4] }
export const grid: InputSpec = { shape: [3, 4], kind: 'grid' }
export const positive: InputSpec = { shape: [3, 4], kind: 'positive' }
export const row: InputSpec = { shape: [4] }

export const unary = (
  name: string,
  build: (x: g.Tensor) => g.Tensor,
  torch: string,
  spec: InputSpec = matrix,
): OperatorCase[] => [{ name, inputs: [spec], build: build as Build, torch }]

/** Equal shapes, and both ways of broadcasting. */
export const binary = (
  name: string,
  build: (a: g.Operand, b: g.Operand) => g.Tensor,
  torch: string,
  left: InputSpec = matrix,
  right: InputSpec = left,
): OperatorCase[] => [
  { name, inputs: [left, right], build: build as Build, torch },
  { name: `${name} row`, inputs: [left, { ...right, shape: [4] }], build: build as Build, torch },
  {
    name: `${name} column`,
    inputs: [
      { ...left, shape: [2, 1, 4] },
      { ...right, shape: [3, 1] },
    ],
    build: build as Build,
    torch,
  },
]

export const comparison = (
  name: string,
  build: (a: g.Tensor, b: g.Tensor) => g.Tensor,
  torch: string,
): OperatorCase[] => [
  {
    name,
    inputs: [
      { shape: [12], kind: 'ids', bound: 4 },
      { shape: [12], kind: 'ids', bound: 3 },
    ],
    build: ((a: g.Tensor, b: g.Tensor) => g.cast(build(a, b), 'float32')) as Build,
    torch,
  },
]

export const logical = (name: string, build: (a: g.Tensor, b: g.Tensor) => g.Tensor, torch: string): OperatorCase[] => [
  {
    name,
    inputs: [
      { shape: [12], kind: 'flag' },
      { shape: [12], kind: 'flag' },
    ],
    build: ((a: g.Tensor, b: g.Tensor) => g.cast(build(a, b), 'float32')) as Build,
    torch,
  },
]

export const reduction = (name: string, build: typeof g.sum, torch: (axes: string) => string): OperatorCase[] => [
  { name, inputs: [{ shape: [24], kind: 'grid' }], build: x => build(x!), torch: torch('dim=(0,)') },
  {
    name: `${name} rows`,
    inputs: [{ shape: [2, 3, 4], kind: 'grid' }],
    build: x => build(x!, { axes: [0, 1] }),
    torch: torch('dim=(0, 1)'),
  },
  {
    name: `${name} kept`,
    inputs: [{ shape: [2, 3, 4], kind: 'grid' }],
    build: x => build(x!, { axes: [-1], keepDims: true }),
    torch: torch('dim=(-1,), keepdim=True'),
  },
]

export const product = (
  name: string,
  a: readonly number[],
  b: readonly number[],
  options: g.MatmulOptions,
  torch: string,
): OperatorCase => ({
  name,
  inputs: [{ shape: a }, { shape: b }],
  build: (x, y) => g.matmul(x!, y!, options),
  torch,
})
