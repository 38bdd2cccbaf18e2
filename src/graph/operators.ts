import { msg } from '../errors/index.ts'
import { broadcastShapes, normaliseAxis, sameShape, staticSize } from './dims.ts'
import { shapeRules } from './shapes.ts'
import {
  type Attributes,
  type ConstantData,
  type DType,
  formatShape,
  makeNode,
  type Node,
  type Op,
  type Shape,
  shapeError,
  type Tensor,
} from './tensor.ts'

/** A tensor, or a number that stands for a constant of the other operand's type. */
export type Operand = Tensor | number

/** Applies an operator: its shape rule first, so that a wrong use is reported where it was written. */
export function apply<O extends Op>(op: O, inputs: readonly Tensor[], attributes: Attributes[O]): Node<O> {
  return makeNode(op, inputs, attributes, shapeRules[op](inputs, attributes))
}

export function one<O extends Op>(op: O, inputs: readonly Tensor[], attributes: Attributes[O]): Tensor {
  return apply(op, inputs, attributes).outputs[0]!
}

// ---- leaves

/** A value fed at every run. Dimensions given as strings may differ from run to run. */
export function input(name: string, shape: Shape, dtype: DType = 'float32'): Tensor {
  return one('input', [], { name, shape, dtype })
}

/** State of type float32 that lives on the device under `name` and is shared by every program that names it. */
export function parameter(name: string, shape: Shape): Tensor {
  return one('parameter', [], { name, shape })
}

const arrayOf: { readonly [D in DType]: (values: readonly number[]) => ConstantData } = {
  float32: values => Float32Array.from(values),
  int32: values => Int32Array.from(values),
  int64: values => BigInt64Array.from(values.map(BigInt)),
  bool: values => Uint8Array.from(values),
}

function dtypeOf(data: ConstantData): DType {
  if (data instanceof Float32Array) return 'float32'
  if (data instanceof Int32Array) return 'int32'
  return data instanceof BigInt64Array ? 'int64' : 'bool'
}

/**
 * A value known when the graph is built. A single number fills the whole `shape` (default: a scalar); a list without a
 * shape is one-dimensional. Lists of numbers become `dtype` (default float32), typed arrays keep their own type.
 */
export function constant(
  value: number | readonly number[] | ConstantData,
  shape?: readonly number[],
  dtype: DType = 'float32',
): Tensor {
  if (typeof value === 'number')
    return one('constant', [], { data: arrayOf[dtype]([value]), shape: shape ?? [], dtype })
  const isList = Array.isArray(value)
  const data = isList ? arrayOf[dtype](value as readonly number[]) : (value as ConstantData)
  return one('constant', [], { data, shape: shape ?? [data.length], dtype: isList ? dtype : dtypeOf(data) })
}

/** The number that a constant of one repeated element holds, or undefined for every other tensor. */
export function scalarValue(tensor: Tensor): number | undefined {
  if (tensor.node.op !== 'constant') return undefined
  const { data } = tensor.node.attributes as Attributes['constant']
  return data.length === 1 ? Number(data[0]) : undefined
}

// ---- elementwise

function unary(
  op:
    | 'neg'
    | 'exp'
    | 'log'
    | 'sqrt'
    | 'reciprocal'
    | 'abs'
    | 'sign'
    | 'square'
    | 'tanh'
    | 'sigmoid'
    | 'relu'
    | 'silu'
    | 'gelu'
    | 'exactGelu'
    | 'softplus'
    | 'erf',
): (x: Tensor) => Tensor {
  return x => one(op, [x], {})
}

export const neg = unary('neg')
export const exp = unary('exp')
/** Natural logarithm. */
export const log = unary('log')
export const sqrt = unary('sqrt')
export const reciprocal = unary('reciprocal')
export const abs = unary('abs')
/** -1, 0 or 1; its gradient is zero everywhere. */
export const sign = unary('sign')
export const square = unary('square')
export const tanh = unary('tanh')
export const sigmoid = unary('sigmoid')
export const relu = unary('relu')
/** x · sigmoid(x) (Elfwing, Uchibe and Doya 2017; also called swish). */
export const silu = unary('silu')
/** The tanh approximation of GELU (Hendrycks and Gimpel 2016, section 2), as in GPT-2. */
export const gelu = unary('gelu')
/** x · Φ(x) with the normal distribution itself (Hendrycks and Gimpel 2016, section 2), as in BERT. */
export const exactGelu = unary('exactGelu')
/** log(1 + eˣ) without overflow; minus the log of sigmoid(-x). */
export const softplus = unary('softplus')
export const erf = unary('erf')

/** x to a constant power. */
export function pow(x: Tensor, exponent: number): Tensor {
  if (exponent === 1) return x
  if (exponent === 2) return square(x)
  if (exponent === 0.5) return sqrt(x)
  if (exponent === -1) return reciprocal(x)
  return one('pow', [x], { exponent })
}

type Binary =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'maximum'
  | 'minimum'
  | 'equal'
  | 'greater'
  | 'less'
  | 'greaterEqual'
  | 'lessEqual'

/** Makes tensors of both operands; a number takes the type of the tensor beside it. */
function operands(a: Operand, b: Operand): readonly [Tensor, Tensor] {
  const dtype = typeof a !== 'number' ? a.dtype : typeof b !== 'number' ? b.dtype : 'float32'
  const lift = (value: Operand) => (typeof value === 'number' ? constant(value, [], dtype) : value)
  return [lift(a), lift(b)]
}

const scalarRules: Partial<Record<Binary, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
}

function binary(op: Binary, a: Operand, b: Operand): Tensor {
  const [left, right] = operands(a, b)
  const [x, y] = [scalarValue(left), scalarValue(right)]
  const fold = scalarRules[op]
  if (
    fold !== undefined &&
    x !== undefined &&
    y !== undefined &&
    left.dtype === 'float32' &&
    right.dtype === 'float32'
  ) {
    const shape = broadcastShapes(left.shape, right.shape)
    if (shape !== undefined) return constant(fold(x, y), shape as readonly number[])
  }
  return one(op, withoutBroadcasts(left, right), {})
}

/** Broadcasting is free inside an elementwise operator, so an operand need not be repeated in memory first. */
function withoutBroadcasts(a: Tensor, b: Tensor): readonly [Tensor, Tensor] {
  const shape = broadcastShapes(a.shape, b.shape)
  if (shape === undefined) return [a, b]
  const bare = (x: Tensor, other: Tensor): Tensor => {
    if (x.node.op !== 'broadcastTo') return x
    const source = x.node.inputs[0]!
    const merged = broadcastShapes(source.shape, other.shape)
    return merged !== undefined && sameShape(merged, shape) ? source : x
  }
  const left = bare(a, b)
  return [left, bare(b, left)]
}

/** True where `neutral` changes neither the values nor the shape of `x`. */
function keeps(x: Operand, other: Operand, neutral: number): x is Tensor {
  if (typeof x === 'number') return false
  if (typeof other === 'number') return other === neutral
  const shape = broadcastShapes(x.shape, other.shape)
  return scalarValue(other) === neutral && shape !== undefined && sameShape(shape, x.shape)
}

// Elementwise operators of two operands broadcast as in numpy; a plain number may stand for either operand.
export function add(a: Operand, b: Operand): Tensor {
  if (keeps(a, b, 0)) return a
  return keeps(b, a, 0) ? b : binary('add', a, b)
}
export const sub = (a: Operand, b: Operand): Tensor => (keeps(a, b, 0) ? a : binary('sub', a, b))
export function mul(a: Operand, b: Operand): Tensor {
  if (keeps(a, b, 1)) return a
  return keeps(b, a, 1) ? b : binary('mul', a, b)
}
export const div = (a: Operand, b: Operand): Tensor => (keeps(a, b, 1) ? a : binary('div', a, b))
export const maximum = (a: Operand, b: Operand): Tensor => binary('maximum', a, b)
export const minimum = (a: Operand, b: Operand): Tensor => binary('minimum', a, b)
export const equal = (a: Operand, b: Operand): Tensor => binary('equal', a, b)
export const greater = (a: Operand, b: Operand): Tensor => binary('greater', a, b)
export const less = (a: Operand, b: Operand): Tensor => binary('less', a, b)
export const greaterEqual = (a: Operand, b: Operand): Tensor => binary('greaterEqual', a, b)
export const lessEqual = (a: Operand, b: Operand): Tensor => binary('lessEqual', a, b)
export const and = (a: Tensor, b: Tensor): Tensor => one('and', [a, b], {})
export const or = (a: Tensor, b: Tensor): Tensor => one('or', [a, b], {})
export const not = (x: Tensor): Tensor => one('not', [x], {})

/** `a` where the condition holds, `b` elsewhere; all three broadcast. */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  return one('where', [condition, ...operands(a, b)], {})
}

export function cast(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : one('cast', [x], { dtype })
}

/** The same values, through which no gradient flows. */
export function stopGradient(x: Tensor): Tensor {
  return one('stopGradient', [x], {})
}

// ---- shape

export function reshape(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x
  const source = x.node.op === 'reshape' ? x.node.inputs[0]! : x
  return sameShape(source.shape, shape) ? source : one('reshape', [source], { shape })
}

/** Output axis i is input axis `permutation[i]`. */
export function transpose(x: Tensor, permutation: readonly number[]): Tensor {
  return permutation.every((axis, index) => axis === index) && permutation.length === x.shape.length
    ? x
    : one('transpose', [x], { permutation })
}

/** @param like a tensor of that very shape, needed where a dimension to repeat along is dynamic */
export function broadcastTo(x: Tensor, shape: Shape, like?: Tensor): Tensor {
  if (sameShape(x.shape, shape)) return x
  return one('broadcastTo', like !== undefined && staticSize(shape) === undefined ? [x, like] : [x], { shape })
}

export function axisOf(op: Op, axis: number, x: Tensor, extra = 0): number {
  const result = normaliseAxis(axis, x.shape.length + extra)
  if (result === undefined) throw shapeError(op, msg`an axis of ${formatShape(x.shape)}`, `${axis}`)
  return result
}

export function concat(xs: readonly Tensor[], axis: number): Tensor {
  const first = xs[0]
  if (first === undefined) throw shapeError('concat', msg`at least one tensor`, msg`none`)
  return xs.length === 1 ? first : one('concat', xs, { axis: axisOf('concat', axis, first) })
}

/** Elements `start` (included) to `end` (excluded) of a static axis; negative bounds count from the end. */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  axis = axisOf('slice', axis, x)
  const size = x.shape[axis]
  if (typeof size === 'number') {
    if (start < 0) start += size
    if (end < 0) end += size
    if (start === 0 && end === size) return x
  }
  return one('slice', [x], { axis, start, end })
}

/** Zeros before and after the elements of one axis. */
export function pad(x: Tensor, axis: number, before: number, after: number): Tensor {
  return before === 0 && after === 0 ? x : one('pad', [x], { axis: axisOf('pad', axis, x), before, after })
}

/** Removes an axis of size 1. */
export function squeeze(x: Tensor, axis: number): Tensor {
  axis = axisOf('reshape', axis, x)
  if (x.shape[axis] !== 1) throw shapeError('reshape', msg`size 1 on axis ${axis} to squeeze`, formatShape(x.shape))
  return reshape(
    x,
    x.shape.filter((_, index) => index !== axis),
  )
}

/** Inserts an axis of size 1. */
export function unsqueeze(x: Tensor, axis: number): Tensor {
  axis = axisOf('reshape', axis, x, 1)
  return reshape(x, [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)])
}

// ---- reductions

/** Over which axes to reduce (default: all), and whether they stay with size 1 (default: no). */
export interface ReduceOptions {
  readonly axes?: readonly number[]
  readonly keepDims?: boolean
}

function reduce(op: 'sum' | 'mean' | 'max'): (x: Tensor, options?: ReduceOptions) => Tensor {
  return (x, options = {}) => {
    const axes = options.axes?.map(axis => axisOf(op, axis, x)).sort((a, b) => a - b) ?? x.shape.map((_, axis) => axis)
    return axes.length === 0 ? x : one(op, [x], { axes, keepDims: options.keepDims ?? false })
  }
}

export const sum = reduce('sum')
export const mean = reduce('mean')
export const max = reduce('max')

/** The index (int64) of the largest element along an axis; the first of equals. */
export function argMax(x: Tensor, axis: number): Tensor {
  return one('argMax', [x], { axis: axisOf('argMax', axis, x) })
}

// ---- linear algebra and networks

export interface MatmulOptions {
  readonly transposeA?: boolean
  readonly transposeB?: boolean
  /** Factor of the product (default 1); costs nothing. */
  readonly alpha?: number
}

/** alpha · a b over the last two axes, each operand transposed first if asked; leading axes broadcast. */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  return one('matmul', [a, b], {
    transposeA: options.transposeA ?? false,
    transposeB: options.transposeB ?? false,
    alpha: options.alpha ?? 1,
  })
}

export interface QuantizedMatmulOptions {
  readonly transposeA?: boolean
  readonly transposeB?: boolean
  /**
   * `tensor` (default): a has one scale and one zero point, so that its range is used whole. `rows`: every row of a has a
   * scale of its own, for gradients, whose rows differ by orders of magnitude.
   */
  readonly scales?: 'tensor' | 'rows'
  /** [N], added to every row of the product. */
  readonly bias?: Tensor
}

/**
 * a b of matrices in 8-bit integers, quantised anew at every run: a [.., M, K] to 256 levels, b [K, N] to -127 .. 127 with
 * one scale, both to the nearest level; products are summed exactly. One of the operands is transposed first if asked, a only
 * where it is of rank 2. Where the rows of a are summed over, their scales go into the rows of b before those are
 * quantised. The gradient passes straight through the rounding (Bengio, Léonard and Courville 2013, section 4) and is
 * made of such products itself, with scales of rows for what comes back (as Wortsman et al. 2023, "Stable and
 * low-precision training for large-scale vision-language models", section 2.2, who keep the weight's gradient wide).
 */
export function quantizedMatmul(a: Tensor, b: Tensor, options: QuantizedMatmulOptions = {}): Tensor {
  return one('quantizedMatmul', options.bias === undefined ? [a, b] : [a, b, options.bias], {
    transposeA: options.transposeA ?? false,
    transposeB: options.transposeB ?? false,
    scales: options.scales ?? 'tensor',
  })
}

/** Over the last axis. */
export const softmax = (x: Tensor): Tensor => one('softmax', [x], {})
/** log(softmax(x)) over the last axis, without overflow. */
export const logSoftmax = (x: Tensor): Tensor => one('logSoftmax', [x], {})

/** Rows of a table [V, D] for ids of any shape: [..ids, D]. */
export const gather = (table: Tensor, ids: Tensor): Tensor => one('gather', [table, ids], {})

/** `target` [V, D] plus every row of `values` [..ids, D] added to the row that its id names; ids may repeat. */
export const scatterAdd = (target: Tensor, ids: Tensor, values: Tensor): Tensor =>
  one('scatterAdd', [target, ids, values], {})

/** Elements of the last axis: x [.., V] and ids [..], one per row, give [..]; ids [.., K], several per row, [.., K]. */
export const gatherLast = (x: Tensor, ids: Tensor): Tensor => one('gatherLast', [x, ids], {})

/** `target` [.., V] plus `values` at the places of the last axis that ids name: [..], or [.., K], which may repeat. */
export const scatterLast = (target: Tensor, ids: Tensor, values: Tensor): Tensor =>
  one('scatterLast', [target, ids, values], {})

/** x / sqrt(mean(x²) + epsilon) · weight over the last axis (Zhang and Sennrich 2019). */
export const rmsNorm = (x: Tensor, weight: Tensor, epsilon: number): Tensor => one('rmsNorm', [x, weight], { epsilon })

/** (x - mean) / sqrt(variance + epsilon) · weight + bias over the last axis (Ba, Kiros and Hinton 2016). */
export const layerNorm = (x: Tensor, weight: Tensor, bias: Tensor, epsilon: number): Tensor =>
  one('layerNorm', [x, weight, bias], { epsilon })

/**
 * Rotary position embedding (Su et al. 2021) in the rotate-half form of Hugging Face: the first half of the width turns
 * against the second. x [B, H, T, D]; cos and sin [B, T, D/2] of each token's angles, constants for the gradient.
 */
export const rotaryEmbedding = (x: Tensor, cos: Tensor, sin: Tensor): Tensor =>
  one('rotaryEmbedding', [x, cos, sin], {})

export interface AttentionOptions {
  /** Factor of the scores (default 1 / sqrt(D)). */
  readonly scale?: number
  /** Added to the scores; broadcasts to [.., T, S]. Minus infinity (or -1e9) hides a pair. */
  readonly bias?: Tensor
}

/**
 * softmax(scale · q kᵀ + bias) v (Vaswani et al. 2017, section 3.2.1) for training, with a gradient. q [.., T, D],
 * k [.., S, D], v [.., S, E]; leading axes broadcast, so grouped queries are q [B, K, G, T, D] with k [B, K, 1, S, D].
 */
export function attention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  const scale = options.scale ?? 1 / Math.sqrt(Number(q.shape.at(-1)))
  const inputs = options.bias === undefined ? [q, k, v] : [q, k, v, options.bias]
  return one('attention', inputs, { scale })
}

export interface CachedAttentionInputs {
  /** [B, T, heads · D], not yet rotated if cos and sin are given. T is 1 unless B is 1. */
  readonly query: Tensor
  /** [B, T, keyValueHeads · D]. */
  readonly key: Tensor
  readonly value: Tensor
  /** [B, keyValueHeads, L, D]: parameters, whose updates are the `keyCache` and `valueCache` of the result. */
  readonly keyCache: Tensor
  readonly valueCache: Tensor
  /** [B] int32: the position of each stream's last new token (its length after this step, less one). */
  readonly lastPositions: Tensor
  /** Scalar int32: the longest stream's length after this step. */
  readonly totalLength: Tensor
  /** [L, D/2] tables by position; rotate query and key inside. */
  readonly rotary?: { readonly cos: Tensor; readonly sin: Tensor }
}

/**
 * Causal attention of new tokens over everything in a cache that is appended in place (grouped queries: Ainslie et al.
 * 2023). For decoding: it has no gradient.
 */
export function groupedQueryAttention(
  inputs: CachedAttentionInputs,
  options: { readonly heads: number; readonly keyValueHeads: number; readonly scale?: number },
): { readonly output: Tensor; readonly keyCache: Tensor; readonly valueCache: Tensor } {
  const { query, key, value, keyCache, valueCache, lastPositions, totalLength, rotary } = inputs
  const scale = options.scale ?? 1 / Math.sqrt(Number(keyCache.shape[3]))
  const tensors = [query, key, value, keyCache, valueCache, lastPositions, totalLength]
  if (rotary !== undefined) tensors.push(rotary.cos, rotary.sin)
  const node = apply('groupedQueryAttention', tensors, {
    heads: options.heads,
    keyValueHeads: options.keyValueHeads,
    scale,
  })
  return { output: node.outputs[0]!, keyCache: node.outputs[1]!, valueCache: node.outputs[2]! }
}
