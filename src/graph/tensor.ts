import { InstarError, msg, type Phrase } from '../errors/index.ts'

/** Element types of symbolic tensors. Gradients flow through `float32` only. */
export type DType = 'float32' | 'int32' | 'int64' | 'bool'

/** A size known when the graph is built, or the name of one known only at the run (`'B'`, or a product, `'4*B'`). */
export type Dim = number | string

export type Shape = readonly Dim[]

export type ConstantData = Float32Array | Int32Array | BigInt64Array | Uint8Array

interface Axes {
  readonly axes: readonly number[]
  readonly keepDims: boolean
}
type None = Readonly<Record<never, never>>

/**
 * Every operator and its attributes. The tables of shape rules, gradient rules and lowering rules are typed by the keys
 * of this interface: an operator added here without all three rules does not compile.
 */
export interface Attributes {
  input: { readonly name: string; readonly shape: Shape; readonly dtype: DType }
  parameter: { readonly name: string; readonly shape: Shape }
  /** `data` holds one element (repeated over the whole shape) or all of them. */
  constant: { readonly data: ConstantData; readonly shape: readonly number[]; readonly dtype: DType }

  neg: None
  exp: None
  log: None
  sqrt: None
  reciprocal: None
  abs: None
  sign: None
  square: None
  tanh: None
  sigmoid: None
  relu: None
  silu: None
  gelu: None
  exactGelu: None
  softplus: None
  erf: None
  pow: { readonly exponent: number }

  add: None
  sub: None
  mul: None
  div: None
  maximum: None
  minimum: None
  equal: None
  greater: None
  less: None
  greaterEqual: None
  lessEqual: None
  and: None
  or: None
  not: None
  where: None
  bitwiseXor: None
  shiftRight: { readonly bits: number }
  cast: { readonly dtype: DType }
  stopGradient: None
  withGradient: { readonly backward: (g: Tensor) => readonly (Tensor | undefined)[] }
  waitFor: None

  reshape: { readonly shape: Shape }
  transpose: { readonly permutation: readonly number[] }
  broadcastTo: { readonly shape: Shape }
  concat: { readonly axis: number }
  slice: { readonly axis: number; readonly start: number; readonly end: number }
  pad: { readonly axis: number; readonly before: number; readonly after: number }

  sum: Axes
  mean: Axes
  max: Axes
  cumulativeSum: { readonly axis: number; readonly reverse: boolean }
  argMax: { readonly axis: number }
  topK: { readonly count: number }

  /** What only the run knows about a shape. */
  iota: { readonly axis: number }
  fillLike: { readonly value: number }
  sizeOf: { readonly axes: readonly number[] }

  matmul: { readonly transposeA: boolean; readonly transposeB: boolean; readonly alpha: number }
  quantizedMatmul: { readonly transposeA: boolean; readonly transposeB: boolean; readonly scales: 'tensor' | 'rows' }
  softmax: None
  logSoftmax: None
  gather: None
  scatterAdd: None
  gatherLast: None
  scatterLast: None
  rmsNorm: { readonly epsilon: number }
  layerNorm: { readonly epsilon: number }
  rotaryEmbedding: None
  attention: { readonly scale: number }
  groupedQueryAttention: {
    readonly heads: number
    readonly keyValueHeads: number
    readonly scale: number
  }
  recurrence: { readonly body: ScanBody; readonly gradient: ScanBody }
  recurrenceGradient: { readonly body: ScanBody }
}

export type Op = keyof Attributes

/**
 * One step of a loop over time, traced once. Its leaves are inputs that stand for what the loop gives it: the states
 * before the step, one slice of every sequence, and a weight that all steps share.
 */
export interface ScanBody {
  readonly states: readonly Tensor[]
  readonly slices: readonly Tensor[]
  readonly weight: Tensor
  /** The states after the step. */
  readonly next: readonly Tensor[]
  /** What each step leaves behind, stacked over time. */
  readonly results: readonly Tensor[]
}

/** One application of an operator. */
export interface Node<O extends Op = Op> {
  readonly id: number
  readonly op: O
  readonly inputs: readonly Tensor[]
  readonly attributes: Attributes[O]
  readonly outputs: readonly Tensor[]
  /** Where in the model it was made: `layers.3.attention`. */
  readonly scope: string
}

/** A symbolic value: its shape, its element type and the node that makes it. Holds no numbers. */
export interface Tensor {
  readonly id: number
  readonly shape: Shape
  readonly dtype: DType
  readonly node: Node
  /** Which of the node's outputs this is. */
  readonly index: number
}

/** Shape and type of one output, as a shape rule finds them. */
export interface TensorType {
  readonly shape: Shape
  readonly dtype: DType
}

/**
 * What a program computes: named outputs, and new values of parameters. An update is written over its parameter at the
 * end of the run; everything else in the graph sees the old value.
 */
export interface Graph {
  readonly outputs: Readonly<Record<string, Tensor>>
  readonly updates: ReadonlyMap<Tensor, Tensor>
}

let scopePath: readonly string[] = []

/**
 * Runs `build` with `name` appended to the current path, so that an error inside says `in layers.3.attention`.
 * Building is synchronous; the path is restored whatever happens.
 */
export function scope<T>(name: string, build: () => T): T {
  const outer = scopePath
  scopePath = [...outer, name]
  try {
    return build()
  } finally {
    scopePath = outer
  }
}

function currentScope(): string {
  return scopePath.join('.')
}

/** An error about the graph that names the operator and the layer. */
export function shapeError(op: Op | 'gradients', expected: Phrase, found: Phrase): InstarError {
  const where = currentScope()
  const sentence = msg`${op}: expected ${expected} but found ${found}`
  return new InstarError(where === '' ? sentence : msg`${sentence} (in ${where})`)
}

/** `[B, 128]`, as shapes are written in messages. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`
}

let nextId = 0

/** Makes a node whose outputs have the given types. Ids grow with time, so inputs always have smaller ids. */
export function makeNode<O extends Op>(
  op: O,
  inputs: readonly Tensor[],
  attributes: Attributes[O],
  types: readonly TensorType[],
): Node<O> {
  const outputs: Tensor[] = []
  const node: Node<O> = { id: nextId++, op, inputs, attributes, outputs, scope: currentScope() }
  types.forEach((type, index) => {
    outputs.push({ id: nextId++, shape: type.shape, dtype: type.dtype, node, index })
  })
  return node
}
