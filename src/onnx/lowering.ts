import { InstarError, msg, type Phrase } from '../errors/index.ts'
import {
  type Dim,
  type DType,
  formatShape,
  type Node,
  type Op,
  type ScanBody,
  type Shape,
  type Tensor,
} from '../graph/index.ts'
import {
  type AttributeValue,
  createEmitter,
  type EmittedBody,
  type EmittedPort,
  type Emitter,
  float,
  microsoft,
  type NodeOptions,
  reshapeTarget,
} from './emitter.ts'
import { emitQuantizedMatmul } from './quantized.ts'
import { afterAll } from './waiting.ts'

/** From a node and the names of its inputs to the names of its outputs, emitting ONNX nodes on the way. */
export type LoweringRule<O extends Op> = (
  emitter: Emitter,
  inputs: readonly string[],
  node: Node<O>,
) => readonly string[]

/** Values that the graph is fed with are named by what they are, since one name may serve as several of these. */
export const valueName = {
  input: (name: string) => `input:${name}`,
  state: (name: string) => `state:${name}`,
  output: (name: string) => `output:${name}`,
  next: (name: string) => `next:${name}`,
}

/** TensorProto.DataType of the ONNX schema. */
export const elementType: { readonly [D in DType]: number } = { float32: 1, int32: 6, int64: 7, bool: 9 }

/** The uint32 of the same schema, which no tensor of ours has. */
const unsignedType = 12

const direct =
  (op: string, attributes: Readonly<Record<string, AttributeValue>> = {}, domain = ''): LoweringRule<Op> =>
  (emitter, inputs) =>
    emitter.emit(op, inputs, { attributes, domain })

const passThrough: LoweringRule<Op> = (_, inputs) => inputs

const reduction =
  (op: string): LoweringRule<'sum' | 'mean' | 'max'> =>
  (emitter, inputs, node) => {
    const { axes, keepDims } = node.attributes
    return emitter.emit(op, [inputs[0]!, emitter.integers(axes)], { attributes: { keepdims: keepDims ? 1 : 0 } })
  }

/** A scalar of int64. */
function integer(emitter: Emitter, value: number): string {
  return emitter.constant({ data: BigInt64Array.of(BigInt(value)), dims: [], dtype: 'int64' })
}

function shapeOf(node: Node, index: number): Shape {
  return node.inputs[index]!.shape
}

function reshaped(emitter: Emitter, value: string, from: Shape, to: Shape): string {
  const target = reshapeTarget(from, to)
  const ones = target === undefined ? onesBetween(from, to) : undefined
  if (ones !== undefined) return emitter.emit(ones.op, [value, emitter.integers(ones.axes)])[0]!
  if (target === undefined)
    throw new InstarError(
      msg`reshape: expected at most one dynamic dimension to infer, found ${formatShape(from)} to ${formatShape(to)}`,
    )
  return emitter.emit('Reshape', [value, emitter.integers(target)])[0]!
}

/** How a shape becomes another by axes of size 1 alone, which needs no other size to be known. */
function onesBetween(
  from: Shape,
  to: Shape,
): { readonly op: 'Unsqueeze' | 'Squeeze'; readonly axes: readonly number[] } | undefined {
  const [op, short, long] =
    from.length < to.length ? (['Unsqueeze', from, to] as const) : (['Squeeze', to, from] as const)
  const axes: number[] = []
  for (const [axis, dim] of long.entries()) {
    if (dim === short[axis - axes.length]) continue
    if (dim !== 1) return undefined
    axes.push(axis)
  }
  return long.length - axes.length === short.length ? { op, axes } : undefined
}

/** Leading dimensions of ids for one more axis: [.., 1]. */
const withLastAxis = (shape: Shape): Shape => [...shape, 1]

function product(
  emitter: Emitter,
  a: string,
  b: string,
  transposeA: boolean,
  transposeB: boolean,
  alpha: number,
): string {
  if (!transposeA && !transposeB && alpha === 1) return emitter.emit('MatMul', [a, b])[0]!
  const attributes = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0, alpha: float(alpha) }
  return emitter.emit('FusedMatMul', [a, b], { attributes, domain: microsoft })[0]!
}

/** 1 / sqrt(mean(x²) + epsilon) over the last axis, which stays with size 1. */
function inverseRootMeanSquare(emitter: Emitter, x: string, epsilon: number): string {
  const mean = emitter.emit('ReduceMean', [emitter.emit('Mul', [x, x])[0]!, emitter.integers([-1])])[0]!
  const root = emitter.emit('Sqrt', emitter.emit('Add', [mean, emitter.scalar(epsilon)]))
  return emitter.emit('Reciprocal', root)[0]!
}

/** The size of a dimension that the lowering must know. */
function known(dim: Dim | undefined, what: Phrase): number {
  if (typeof dim !== 'number')
    throw new InstarError(msg`Expected ${what} to be known when the graph is built, found ${dim}`)
  return dim
}

/** The lowering rule of every operator: its best form among the kernels of ONNX Runtime. */
const loweringRules: { readonly [O in Op]: LoweringRule<O> } = {
  input: (_, __, node) => [valueName.input(node.attributes.name)],
  parameter: (_, __, node) => [valueName.state(node.attributes.name)],
  constant: (emitter, _, node) => {
    const { data, shape, dtype } = node.attributes
    const size = shape.reduce((a, b) => a * b, 1)
    if (data.length === size) return [emitter.constant({ data, dims: shape, dtype })]
    return emitter.emit('ConstantOfShape', [emitter.integers(shape)], {
      attributes: { value: { data, dims: [1], dtype } },
    })
  },

  neg: direct('Neg'),
  exp: direct('Exp'),
  log: direct('Log'),
  sqrt: direct('Sqrt'),
  reciprocal: direct('Reciprocal'),
  abs: direct('Abs'),
  sign: direct('Sign'),
  square: (emitter, [x]) => emitter.emit('Mul', [x!, x!]),
  tanh: direct('Tanh'),
  sigmoid: direct('Sigmoid'),
  relu: direct('Relu'),
  silu: direct('QuickGelu', { alpha: float(1) }, microsoft),
  gelu: direct('FastGelu', {}, microsoft),
  exactGelu: direct('Gelu', {}, microsoft),
  softplus: direct('Softplus'),
  erf: direct('Erf'),
  pow: (emitter, [x], node) => emitter.emit('Pow', [x!, emitter.scalar(node.attributes.exponent)]),

  add: direct('Add'),
  sub: direct('Sub'),
  mul: direct('Mul'),
  div: direct('Div'),
  maximum: direct('Max'),
  minimum: direct('Min'),
  equal: direct('Equal'),
  greater: direct('Greater'),
  less: direct('Less'),
  greaterEqual: direct('GreaterOrEqual'),
  lessEqual: direct('LessOrEqual'),
  and: direct('And'),
  or: direct('Or'),
  not: direct('Not'),
  where: direct('Where'),
  bitwiseXor: direct('BitwiseXor'),
  // Shifts exist for unsigned numbers only.
  shiftRight: (emitter, [x], node) => {
    const unsigned = emitter.emit('Cast', [x!], { attributes: { to: unsignedType } })[0]!
    const distance = emitter.constant({ data: Int32Array.of(node.attributes.bits), dims: [], dtype: 'int32' })
    const bits = emitter.emit('Cast', [distance], { attributes: { to: unsignedType } })[0]!
    const shifted = emitter.emit('BitShift', [unsigned, bits], { attributes: { direction: 'RIGHT' } })
    return emitter.emit('Cast', shifted, { attributes: { to: elementType.int32 } })
  },
  cast: (emitter, inputs, node) =>
    emitter.emit('Cast', inputs, { attributes: { to: elementType[node.attributes.dtype] } }),
  stopGradient: passThrough,
  withGradient: (_, [y]) => [y!],
  waitFor: (emitter, [x, ...others]) => [others.length === 0 ? x! : afterAll(emitter, x!, others)],

  reshape: (emitter, [x], node) => [reshaped(emitter, x!, shapeOf(node, 0), node.attributes.shape)],
  transpose: (emitter, inputs, node) =>
    emitter.emit('Transpose', inputs, { attributes: { perm: node.attributes.permutation } }),
  broadcastTo: (emitter, [x, like], node) => {
    const from = shapeOf(node, 0)
    const { shape } = node.attributes
    if (like !== undefined) return emitter.emit('Expand', [x!, ...emitter.emit('Shape', [like])])
    const target = shape.map((dim, axis) => {
      const own = from[axis - shape.length + from.length]
      return own === dim ? 1 : known(dim, msg`a dimension to broadcast to`)
    })
    return emitter.emit('Expand', [x!, emitter.integers(target)])
  },
  concat: (emitter, inputs, node) => emitter.emit('Concat', inputs, { attributes: { axis: node.attributes.axis } }),
  slice: (emitter, [x], node) => {
    const { axis, start, end } = node.attributes
    return emitter.emit('Slice', [x!, emitter.integers([start]), emitter.integers([end]), emitter.integers([axis])])
  },
  pad: (emitter, [x], node) => {
    const { axis, before, after } = node.attributes
    const rank = shapeOf(node, 0).length
    const pads = Array.from({ length: 2 * rank }, (_, i) => (i === axis ? before : i === rank + axis ? after : 0))
    return emitter.emit('Pad', [x!, emitter.integers(pads)])
  },

  sum: reduction('ReduceSum'),
  mean: reduction('ReduceMean'),
  max: reduction('ReduceMax'),
  cumulativeSum: (emitter, [x], { attributes: { axis, reverse } }) => {
    const along = emitter.constant({ data: Int32Array.of(axis), dims: [], dtype: 'int32' })
    return emitter.emit('CumSum', [x!, along], { attributes: { reverse: reverse ? 1 : 0 } })
  },
  argMax: (emitter, inputs, node) =>
    emitter.emit('ArgMax', inputs, { attributes: { axis: node.attributes.axis, keepdims: 0 } }),
  topK: (emitter, [x], node) =>
    emitter.emit('TopK', [x!, emitter.integers([node.attributes.count])], { attributes: { axis: -1 }, outputs: 2 }),

  iota: (emitter, [x], node) => {
    const { axis } = node.attributes
    const size = shapeOf(node, 0)[axis]!
    if (typeof size === 'number')
      return [emitter.constant({ data: Int32Array.from({ length: size }, (_, i) => i), dims: [size], dtype: 'int32' })]
    const end = emitter.emit('Gather', [...emitter.emit('Shape', [x!]), integer(emitter, axis)])
    const range = emitter.emit('Range', [integer(emitter, 0), ...end, integer(emitter, 1)])
    return emitter.emit('Cast', range, { attributes: { to: elementType.int32 } })
  },
  fillLike: (emitter, [x], node) => {
    const { shape } = node.outputs[0]!
    const known = shape.every(dim => typeof dim === 'number')
    return emitter.emit('ConstantOfShape', known ? [emitter.integers(shape)] : emitter.emit('Shape', [x!]), {
      attributes: { value: { data: Float32Array.of(node.attributes.value), dims: [1], dtype: 'float32' } },
    })
  },
  sizeOf: (emitter, [x], node) => {
    const sizes = emitter.emit('Gather', [...emitter.emit('Shape', [x!]), emitter.integers(node.attributes.axes)])
    const size = emitter.emit('ReduceProd', sizes, { attributes: { keepdims: 0 } })
    return emitter.emit('Cast', size, { attributes: { to: elementType.float32 } })
  },

  matmul: (emitter, [a, b], node) => {
    const { transposeA, transposeB, alpha } = node.attributes
    return [product(emitter, a!, b!, transposeA, transposeB, alpha)]
  },
  quantizedMatmul: (emitter, inputs, node) => [emitQuantizedMatmul(emitter, inputs, node.attributes)],
  softmax: direct('Softmax', { axis: -1 }),
  logSoftmax: direct('LogSoftmax', { axis: -1 }),
  gather: direct('Gather', { axis: 0 }),
  // ScatterElements, never ScatterND: with a reduction the latter loses updates where ids repeat.
  scatterAdd: (emitter, [target, ids, values], node) => {
    const [, idsTensor, valuesTensor] = node.inputs as readonly [Tensor, Tensor, Tensor]
    const width = valuesTensor.shape.at(-1)!
    const column = emitter.emit('Reshape', [ids!, emitter.integers([-1, 1])])[0]!
    const repeated = emitter.integers([1, known(width, msg`the width of scatterAdd`)])
    const index = emitter.emit('Expand', [column, repeated])[0]!
    const rows = idsTensor.shape.length === 1 ? values! : reshaped(emitter, values!, valuesTensor.shape, ['N', width])
    return emitter.emit('ScatterElements', [target!, index, rows], { attributes: { axis: 0, reduction: 'add' } })
  },
  gatherLast: (emitter, [x, ids], node) => {
    const shape = shapeOf(node, 1)
    const lastAxis = shapeOf(node, 0).length - 1
    if (shape.length > lastAxis) return emitter.emit('GatherElements', [x!, ids!], { attributes: { axis: lastAxis } })
    const index = reshaped(emitter, ids!, shape, withLastAxis(shape))
    const picked = emitter.emit('GatherElements', [x!, index], { attributes: { axis: shape.length } })[0]!
    return [reshaped(emitter, picked, withLastAxis(shape), shape)]
  },
  scatterLast: (emitter, [target, ids, values], node) => {
    const shape = shapeOf(node, 1)
    const lastAxis = shapeOf(node, 0).length - 1
    if (shape.length > lastAxis)
      return emitter.emit('ScatterElements', [target!, ids!, values!], {
        attributes: { axis: lastAxis, reduction: 'add' },
      })
    const index = reshaped(emitter, ids!, shape, withLastAxis(shape))
    const column = reshaped(emitter, values!, shape, withLastAxis(shape))
    return emitter.emit('ScatterElements', [target!, index, column], {
      attributes: { axis: shape.length, reduction: 'add' },
    })
  },
  rmsNorm: (emitter, inputs, node) => {
    const { epsilon } = node.attributes
    if (emitter.target !== 'webgpu')
      return emitter.emit('SimplifiedLayerNormalization', inputs, normalisation(epsilon, 2))
    // This kernel's second output is not what the others give, and no error says so.
    const [y] = emitter.emit('SimplifiedLayerNormalization', inputs, normalisation(epsilon, 1))
    return [y!, inverseRootMeanSquare(emitter, inputs[0]!, epsilon)]
  },
  layerNorm: (emitter, inputs, node) =>
    emitter.emit('LayerNormalization', inputs, normalisation(node.attributes.epsilon, 3)),
  rotaryEmbedding: direct('RotaryEmbedding', { interleaved: 0 }),
  attention: (emitter, [q, k, v, bias], node) => {
    const scores = product(emitter, q!, k!, false, true, node.attributes.scale)
    const masked = bias === undefined ? scores : emitter.emit('Add', [scores, bias])[0]!
    const probabilities = emitter.emit('Softmax', [masked], { attributes: { axis: -1 } })[0]!
    return [product(emitter, probabilities, v!, false, false, 1), probabilities]
  },
  groupedQueryAttention: (emitter, inputs, node) => {
    const { heads, keyValueHeads, scale } = node.attributes
    const rotary = inputs.length > 7
    const attributes = {
      num_heads: heads,
      kv_num_heads: keyValueHeads,
      scale: float(scale),
      do_rotary: rotary ? 1 : 0,
      rotary_interleaved: 0,
    }
    return emitter.emit('GroupQueryAttention', inputs, { attributes, domain: microsoft, outputs: 3 })
  },
  recurrence: (emitter, inputs, node) => emitScan(emitter, inputs, node.attributes.body, false),
  recurrenceGradient: (emitter, inputs, node) => emitScan(emitter, inputs, node.attributes.body, true),
}

/** Lowers nodes in order; `names` gives their inputs and takes their outputs. */
export function emitNodes(emitter: Emitter, nodes: readonly Node[], names: Map<Tensor, string>): void {
  for (const node of nodes) {
    emitter.enter(node.scope)
    const inputs = node.inputs.map(tensor => names.get(tensor)!)
    const outputs = (loweringRules[node.op] as LoweringRule<Op>)(emitter, inputs, node)
    node.outputs.forEach((tensor, index) => {
      const name = outputs[index]
      if (name !== undefined) names.set(tensor, name) // else a by-product that this lowering does not make
    })
  }
  emitter.enter('')
}

/** A loop from the first step to the last or, `backwards`, the other way; the inputs are those of its shape rule. */
function emitScan(
  emitter: Emitter,
  [weight, ...inputs]: readonly string[],
  { states, slices, weight: shared, next, results }: ScanBody,
  backwards: boolean,
): readonly string[] {
  const prefix = `${emitter.fresh()}.`
  const inner = createEmitter(emitter.target, prefix)
  const port = ({ shape, dtype }: Tensor, name: string): EmittedPort => ({ name, shape, dtype })
  const leaves = [...states, ...slices]
  const ports = leaves.map((leaf, i) => port(leaf, `${prefix}in${i}`))
  const names = new Map<Tensor, string>([
    [shared, weight!],
    ...leaves.map((leaf, i) => [leaf, ports[i]!.name] as const),
  ])
  const given = new Set([...names.keys()].map(({ node }) => node))
  emitNodes(
    inner,
    nodesOf([...next, ...results]).filter(node => !given.has(node)),
    names,
  )
  // A result may be an input, or two results one value; each output needs a name of its own.
  const outputs = [...next, ...results].map(tensor => port(tensor, inner.copy(names.get(tensor)!)))
  const body: EmittedBody = {
    nodes: inner.nodes,
    constants: inner.constants,
    inputs: ports,
    outputs,
    captured: [weight!],
  }
  const direction = backwards ? 1 : 0
  const found = emitter.emit('Scan', inputs, {
    attributes: {
      body,
      num_scan_inputs: slices.length,
      scan_input_directions: slices.map(() => direction),
      scan_output_directions: results.map(() => direction),
    },
    outputs: outputs.length,
  })
  return [...found.slice(next.length), ...found.slice(0, next.length)]
}

/** What tensors are made of, in the order in which it was made. */
export function nodesOf(tensors: Iterable<Tensor>): Node[] {
  const found = new Set<Node>()
  for (const { node } of tensors) found.add(node)
  for (const node of found) for (const input of node.inputs) found.add(input.node)
  return [...found].sort((a, b) => a.id - b.id)
}

function normalisation(epsilon: number, outputs: number): NodeOptions {
  return { attributes: { axis: -1, epsilon: float(epsilon), stash_type: 1 }, outputs }
}
