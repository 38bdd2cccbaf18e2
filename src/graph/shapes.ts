import { either, msg, type Phrase } from '../errors/index.ts'
import { broadcastShapes, product, sameShape } from './dims.ts'
import {
  type Attributes,
  type Dim,
  type DType,
  formatShape,
  type Op,
  type ScanBody,
  type Shape,
  shapeError,
  type Tensor,
  type TensorType,
} from './tensor.ts'

/** From the inputs and attributes of an operator to the types of its outputs; throws where they do not fit. */
export type ShapeRule<O extends Op> = (inputs: readonly Tensor[], attributes: Attributes[O]) => readonly TensorType[]

/** The k-th input; the builders of the operators pass the right number of them. */
const at = (inputs: readonly Tensor[], index: number): Tensor => inputs[index]!

function expectDType(op: Op, tensor: Tensor, ...allowed: readonly DType[]): void {
  if (!allowed.includes(tensor.dtype)) throw shapeError(op, msg`a tensor of ${either(allowed)}`, tensor.dtype)
}

function expectShape(op: Op, what: Phrase, found: Shape, expected: Shape): void {
  if (!sameShape(found, expected))
    throw shapeError(op, msg`${what} of shape ${formatShape(expected)}`, formatShape(found))
}

function expectRank(op: Op, what: Phrase, tensor: Tensor, rank: number): void {
  if (tensor.shape.length !== rank) throw shapeError(op, msg`${what} of rank ${rank}`, formatShape(tensor.shape))
}

/** Elementwise over one float tensor. */
const unary =
  (op: Op): ShapeRule<Op> =>
  inputs => {
    expectDType(op, at(inputs, 0), 'float32')
    return [{ shape: at(inputs, 0).shape, dtype: 'float32' }]
  }

function broadcast(op: Op, inputs: readonly Tensor[]): Shape {
  return inputs
    .map(tensor => tensor.shape)
    .reduce((a, b) => {
      const shape = broadcastShapes(a, b)
      if (shape === undefined)
        throw shapeError(
          op,
          msg`shapes that broadcast`,
          inputs.map((input): Phrase => formatShape(input.shape)).reduce((all, next) => msg`${all} and ${next}`),
        )
      return shape
    })
}

function binaryTypes(op: Op, inputs: readonly Tensor[]): Shape {
  const [a, b] = [at(inputs, 0), at(inputs, 1)]
  if (a.dtype !== b.dtype) throw shapeError(op, msg`operands of one type`, msg`${a.dtype} and ${b.dtype}`)
  return broadcast(op, inputs)
}

const arithmetic =
  (op: Op): ShapeRule<Op> =>
  inputs => {
    expectDType(op, at(inputs, 0), 'float32', 'int32', 'int64')
    return [{ shape: binaryTypes(op, inputs), dtype: at(inputs, 0).dtype }]
  }

const comparison =
  (op: Op): ShapeRule<Op> =>
  inputs => [{ shape: binaryTypes(op, inputs), dtype: 'bool' }]

const logical =
  (op: Op): ShapeRule<Op> =>
  inputs => {
    for (const tensor of inputs) expectDType(op, tensor, 'bool')
    return [{ shape: broadcast(op, inputs), dtype: 'bool' }]
  }

const reduction =
  (op: 'sum' | 'mean' | 'max'): ShapeRule<'sum' | 'mean' | 'max'> =>
  (inputs, { axes, keepDims }) => {
    const x = at(inputs, 0)
    expectDType(op, x, 'float32', 'int32')
    const shape = x.shape.flatMap((dim, axis): Dim[] => (axes.includes(axis) ? (keepDims ? [1] : []) : [dim]))
    return [{ shape, dtype: x.dtype }]
  }

/** One place of the last axis for every row, or several. */
function expectIdsPerRow(op: Op, x: Tensor, ids: Tensor): void {
  expectDType(op, ids, 'int32', 'int64')
  const rows = x.shape.slice(0, -1)
  if (!sameShape(ids.shape.slice(0, rows.length), rows) || ids.shape.length > x.shape.length)
    throw shapeError(
      op,
      msg`ids of shape ${formatShape(rows)} or ${formatShape([...rows, 'K'])}`,
      formatShape(ids.shape),
    )
}

const sameAsFirst =
  (op: Op): ShapeRule<Op> =>
  inputs => {
    expectDType(op, at(inputs, 0), 'float32')
    if (at(inputs, 0).shape.length === 0) throw shapeError(op, msg`a tensor of rank 1 or more`, '[]')
    return [{ shape: at(inputs, 0).shape, dtype: 'float32' }]
  }

/** The shape rule of every operator. */
export const shapeRules: { readonly [O in Op]: ShapeRule<O> } = {
  input: (_, { shape, dtype }) => [{ shape, dtype }],
  parameter: (_, { shape }) => [{ shape, dtype: 'float32' }],
  constant: (_, { shape, dtype, data }) => {
    const size = product(shape)
    if (data.length !== 1 && data.length !== size)
      throw shapeError('constant', msg`1 or ${size} values for shape ${formatShape(shape)}`, `${data.length}`)
    return [{ shape, dtype }]
  },

  neg: inputs => {
    expectDType('neg', at(inputs, 0), 'float32', 'int32', 'int64')
    return [{ shape: at(inputs, 0).shape, dtype: at(inputs, 0).dtype }]
  },
  exp: unary('exp'),
  log: unary('log'),
  sqrt: unary('sqrt'),
  reciprocal: unary('reciprocal'),
  abs: unary('abs'),
  sign: unary('sign'),
  square: unary('square'),
  tanh: unary('tanh'),
  sigmoid: unary('sigmoid'),
  relu: unary('relu'),
  silu: unary('silu'),
  gelu: unary('gelu'),
  exactGelu: unary('exactGelu'),
  softplus: unary('softplus'),
  erf: unary('erf'),
  pow: unary('pow'),

  add: arithmetic('add'),
  sub: arithmetic('sub'),
  mul: arithmetic('mul'),
  div: arithmetic('div'),
  maximum: arithmetic('maximum'),
  minimum: arithmetic('minimum'),
  equal: comparison('equal'),
  greater: comparison('greater'),
  less: comparison('less'),
  greaterEqual: comparison('greaterEqual'),
  lessEqual: comparison('lessEqual'),
  and: logical('and'),
  or: logical('or'),
  not: logical('not'),
  where: inputs => {
    expectDType('where', at(inputs, 0), 'bool')
    const [a, b] = [at(inputs, 1), at(inputs, 2)]
    if (a.dtype !== b.dtype) throw shapeError('where', msg`branches of one type`, msg`${a.dtype} and ${b.dtype}`)
    return [{ shape: broadcast('where', inputs), dtype: a.dtype }]
  },
  bitwiseXor: inputs => {
    for (const tensor of inputs) expectDType('bitwiseXor', tensor, 'int32')
    return [{ shape: broadcast('bitwiseXor', inputs), dtype: 'int32' }]
  },
  shiftRight: (inputs, { bits }) => {
    expectDType('shiftRight', at(inputs, 0), 'int32')
    if (!Number.isInteger(bits) || bits < 0 || bits > 31)
      throw shapeError('shiftRight', msg`from 0 to 31 bits`, `${bits}`)
    return [{ shape: at(inputs, 0).shape, dtype: 'int32' }]
  },
  cast: (inputs, { dtype }) => [{ shape: at(inputs, 0).shape, dtype }],
  stopGradient: inputs => [{ shape: at(inputs, 0).shape, dtype: at(inputs, 0).dtype }],
  withGradient: inputs => [{ shape: at(inputs, 0).shape, dtype: at(inputs, 0).dtype }],
  waitFor: sameAsFirst('waitFor'),

  reshape: (inputs, { shape }) => {
    const x = at(inputs, 0)
    if (product(shape) !== product(x.shape))
      throw shapeError(
        'reshape',
        msg`a shape of ${product(x.shape)} elements for ${formatShape(x.shape)}`,
        formatShape(shape),
      )
    return [{ shape, dtype: x.dtype }]
  },
  transpose: (inputs, { permutation }) => {
    const x = at(inputs, 0)
    const sorted = [...permutation].sort((a, b) => a - b)
    if (sorted.length !== x.shape.length || sorted.some((axis, index) => axis !== index))
      throw shapeError('transpose', msg`a permutation of the axes of ${formatShape(x.shape)}`, formatShape(permutation))
    return [{ shape: permutation.map(axis => x.shape[axis]!), dtype: x.dtype }]
  },
  broadcastTo: (inputs, { shape }) => {
    const x = at(inputs, 0)
    const result = broadcastShapes(x.shape, shape)
    if (result === undefined || !sameShape(result, shape))
      throw shapeError('broadcastTo', msg`a shape that broadcasts to ${formatShape(shape)}`, formatShape(x.shape))
    return [{ shape, dtype: x.dtype }]
  },
  concat: (inputs, { axis }) => {
    const first = at(inputs, 0)
    for (const x of inputs) {
      expectDType('concat', x, first.dtype)
      if (x.shape.length !== first.shape.length || x.shape.some((dim, i) => i !== axis && dim !== first.shape[i]))
        throw shapeError(
          'concat',
          msg`shapes that agree but for axis ${axis}`,
          inputs.map(tensor => formatShape(tensor.shape)).join(', '),
        )
    }
    const sizes = inputs.map(x => x.shape[axis]!)
    const length = sizes.every(size => typeof size === 'number')
      ? sizes.reduce((a, b) => a + b, 0)
      : sizes.length === 1
        ? sizes[0]!
        : `(${sizes.join('+')})`
    return [{ shape: first.shape.map((dim, i) => (i === axis ? length : dim)), dtype: first.dtype }]
  },
  slice: (inputs, { axis, start, end }) => {
    const x = at(inputs, 0)
    const size = x.shape[axis]
    if (typeof size !== 'number' || start < 0 || end > size || start >= end)
      throw shapeError(
        'slice',
        msg`0 <= start < end <= ${size} on axis ${axis} of ${formatShape(x.shape)}`,
        msg`${start} and ${end}`,
      )
    return [{ shape: x.shape.map((dim, i) => (i === axis ? end - start : dim)), dtype: x.dtype }]
  },
  pad: (inputs, { axis, before, after }) => {
    const x = at(inputs, 0)
    const size = x.shape[axis]
    if (typeof size !== 'number' || before < 0 || after < 0)
      throw shapeError(
        'pad',
        msg`a static axis ${axis} and sizes >= 0`,
        msg`${formatShape(x.shape)}, ${before} and ${after}`,
      )
    return [{ shape: x.shape.map((dim, i) => (i === axis ? before + size + after : dim)), dtype: x.dtype }]
  },

  sum: reduction('sum'),
  mean: reduction('mean'),
  max: reduction('max'),
  cumulativeSum: inputs => {
    expectDType('cumulativeSum', at(inputs, 0), 'float32', 'int32')
    return [{ shape: at(inputs, 0).shape, dtype: at(inputs, 0).dtype }]
  },
  argMax: (inputs, { axis }) => {
    expectDType('argMax', at(inputs, 0), 'float32', 'int32')
    return [{ shape: at(inputs, 0).shape.filter((_, i) => i !== axis), dtype: 'int64' }]
  },
  topK: (inputs, { count }) => {
    const x = at(inputs, 0)
    expectDType('topK', x, 'float32')
    const size = x.shape.at(-1)
    if (typeof size !== 'number' || !Number.isInteger(count) || count < 1 || count > size)
      throw shapeError('topK', msg`from 1 to ${size} of the last axis of ${formatShape(x.shape)}`, `${count}`)
    const shape = [...x.shape.slice(0, -1), count]
    return [
      { shape, dtype: 'float32' },
      { shape, dtype: 'int64' },
    ]
  },

  iota: (inputs, { axis }) => [{ shape: [at(inputs, 0).shape[axis]!], dtype: 'int32' }],
  fillLike: inputs => [{ shape: at(inputs, 0).shape, dtype: 'float32' }],
  sizeOf: () => [{ shape: [], dtype: 'float32' }],

  matmul: (inputs, { transposeA, transposeB }) => {
    const [a, b] = [at(inputs, 0), at(inputs, 1)]
    const found = () =>
      `${formatShape(a.shape)}${transposeA ? ' transposed' : ''} and ${formatShape(b.shape)}${transposeB ? ' transposed' : ''}`
    if (a.dtype !== 'float32' || b.dtype !== 'float32')
      throw shapeError('matmul', msg`float32 operands`, msg`${a.dtype} and ${b.dtype}`)
    if (a.shape.length < 2 || b.shape.length < 2) throw shapeError('matmul', msg`operands of rank 2 or more`, found())
    const [rows, innerA] = lastTwo(a.shape, transposeA)
    const [innerB, columns] = lastTwo(b.shape, transposeB)
    const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2))
    if (innerA !== innerB) throw shapeError('matmul', msg`equal inner dimensions`, found())
    if (batch === undefined) throw shapeError('matmul', msg`batch dimensions that broadcast`, found())
    return [{ shape: [...batch, rows, columns], dtype: 'float32' }]
  },
  quantizedMatmul: (inputs, { transposeA, transposeB }) => {
    const [a, b] = [at(inputs, 0), at(inputs, 1)]
    for (const tensor of inputs) expectDType('quantizedMatmul', tensor, 'float32')
    const found = `${formatShape(a.shape)}${transposeA ? ' transposed' : ''} and ${formatShape(b.shape)}${transposeB ? ' transposed' : ''}`
    const fits = b.shape.length === 2 && (transposeA ? a.shape.length === 2 && !transposeB : a.shape.length >= 2)
    if (!fits)
      throw shapeError('quantizedMatmul', msg`[.., M, K] and a matrix, or a transposed one and a matrix`, found)
    const [rows, innerA] = lastTwo(a.shape, transposeA)
    const [innerB, columns] = lastTwo(b.shape, transposeB)
    if (innerA !== innerB) throw shapeError('quantizedMatmul', msg`equal inner dimensions`, found)
    if (inputs[2] !== undefined) expectShape('quantizedMatmul', msg`a bias`, inputs[2].shape, [columns])
    return [{ shape: [...a.shape.slice(0, -2), rows, columns], dtype: 'float32' }]
  },
  softmax: sameAsFirst('softmax'),
  logSoftmax: sameAsFirst('logSoftmax'),
  gather: inputs => {
    const [table, ids] = [at(inputs, 0), at(inputs, 1)]
    expectDType('gather', table, 'float32', 'int32')
    expectRank('gather', msg`a table`, table, 2)
    expectDType('gather', ids, 'int32', 'int64')
    return [{ shape: [...ids.shape, table.shape[1]!], dtype: table.dtype }]
  },
  scatterAdd: inputs => {
    const [target, ids, values] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)]
    expectRank('scatterAdd', msg`a target`, target, 2)
    expectDType('scatterAdd', ids, 'int32', 'int64')
    expectDType('scatterAdd', target, 'float32')
    expectDType('scatterAdd', values, 'float32')
    expectShape('scatterAdd', msg`values`, values.shape, [...ids.shape, target.shape[1]!])
    return [{ shape: target.shape, dtype: 'float32' }]
  },
  gatherLast: inputs => {
    const [x, ids] = [at(inputs, 0), at(inputs, 1)]
    expectDType('gatherLast', x, 'float32', 'int32')
    expectIdsPerRow('gatherLast', x, ids)
    return [{ shape: ids.shape, dtype: x.dtype }]
  },
  scatterLast: inputs => {
    const [target, ids, values] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)]
    expectDType('scatterLast', target, 'float32')
    expectDType('scatterLast', values, 'float32')
    expectIdsPerRow('scatterLast', target, ids)
    expectShape('scatterLast', msg`values`, values.shape, ids.shape)
    return [{ shape: target.shape, dtype: 'float32' }]
  },
  rmsNorm: inputs => {
    const [x, weight] = [at(inputs, 0), at(inputs, 1)]
    for (const tensor of inputs) expectDType('rmsNorm', tensor, 'float32')
    expectShape('rmsNorm', msg`a weight`, weight.shape, x.shape.slice(-1))
    const statistics: TensorType = { shape: [...x.shape.slice(0, -1), 1], dtype: 'float32' }
    return [{ shape: x.shape, dtype: 'float32' }, statistics]
  },
  layerNorm: inputs => {
    const [x, weight, bias] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)]
    for (const tensor of inputs) expectDType('layerNorm', tensor, 'float32')
    expectShape('layerNorm', msg`a weight`, weight.shape, x.shape.slice(-1))
    expectShape('layerNorm', msg`a bias`, bias.shape, x.shape.slice(-1))
    const statistics: TensorType = { shape: [...x.shape.slice(0, -1), 1], dtype: 'float32' }
    return [{ shape: x.shape, dtype: 'float32' }, statistics, statistics]
  },
  rotaryEmbedding: inputs => {
    const [x, cos, sin] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)]
    for (const tensor of inputs) expectDType('rotaryEmbedding', tensor, 'float32')
    expectRank('rotaryEmbedding', 'x [B, H, T, D]', x, 4)
    const [batch, , time, width] = x.shape as readonly [Dim, Dim, Dim, Dim]
    if (typeof width !== 'number' || width % 2 !== 0)
      throw shapeError('rotaryEmbedding', msg`an even width`, `${width}`)
    expectShape('rotaryEmbedding', 'cos', cos.shape, [batch, time, width / 2])
    expectShape('rotaryEmbedding', 'sin', sin.shape, [batch, time, width / 2])
    return [{ shape: x.shape, dtype: 'float32' }]
  },
  attention: inputs => {
    const [q, k, v] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)]
    for (const tensor of inputs) expectDType('attention', tensor, 'float32')
    const found = [q, k, v].map(tensor => formatShape(tensor.shape)).join(', ')
    const batch = [q, k, v].map(tensor => tensor.shape.slice(0, -2))
    const merged = broadcastShapes(broadcastShapes(batch[0]!, batch[1]!) ?? batch[0]!, batch[2]!)
    const fits = q.shape.at(-1) === k.shape.at(-1) && k.shape.at(-2) === v.shape.at(-2)
    if (q.shape.length < 3 || !fits || merged === undefined || !sameShape(batch[1]!, batch[2]!))
      throw shapeError('attention', msg`query [.., T, D], key [.., S, D] and value [.., S, E]`, found)
    const scores: Shape = [...merged, q.shape.at(-2)!, k.shape.at(-2)!]
    const bias = inputs[3]
    if (bias !== undefined) {
      const sum = broadcastShapes(scores, bias.shape)
      if (sum === undefined || !sameShape(sum, scores))
        throw shapeError('attention', msg`a bias that broadcasts to ${formatShape(scores)}`, formatShape(bias.shape))
    }
    return [
      { shape: [...merged, q.shape.at(-2)!, v.shape.at(-1)!], dtype: 'float32' },
      { shape: scores, dtype: 'float32' },
    ]
  },
  groupedQueryAttention: (inputs, { heads, keyValueHeads }) => {
    const [query, key, value, pastKey, pastValue, lengths, total] = inputs as readonly Tensor[] & { length: 7 }
    const op = 'groupedQueryAttention'
    for (const tensor of [query!, key!, value!, pastKey!, pastValue!, ...inputs.slice(7)])
      expectDType(op, tensor, 'float32')
    expectRank(op, msg`a query [B, T, heads * D]`, query!, 3)
    expectRank(op, msg`a key cache [B, keyValueHeads, L, D]`, pastKey!, 4)
    const [batch, time] = query!.shape as readonly [Dim, Dim, Dim]
    const [, , limit, width] = pastKey!.shape as readonly [Dim, Dim, Dim, number]
    expectShape(op, msg`a query`, query!.shape, [batch, time, heads * width])
    expectShape(op, msg`a key`, key!.shape, [batch, time, keyValueHeads * width])
    expectShape(op, msg`a value`, value!.shape, [batch, time, keyValueHeads * width])
    expectShape(op, msg`a key cache`, pastKey!.shape, [batch, keyValueHeads, limit, width])
    expectShape(op, msg`a value cache`, pastValue!.shape, pastKey!.shape)
    expectShape(op, msg`the last positions`, lengths!.shape, [batch])
    expectDType(op, lengths!, 'int32')
    expectShape(op, msg`the total length`, total!.shape, [])
    expectDType(op, total!, 'int32')
    const cache: TensorType = { shape: pastKey!.shape, dtype: 'float32' }
    return [{ shape: query!.shape, dtype: 'float32' }, cache, cache]
  },
  recurrence: (inputs, { body }) => scanTypes('recurrence', inputs, body),
  recurrenceGradient: (inputs, { body }) => scanTypes('recurrenceGradient', inputs, body),
}

/** Inputs: the weight, the first states, the sequences [T, ..]. Outputs: the results [T, ..], the last states. */
function scanTypes(op: Op, inputs: readonly Tensor[], body: ScanBody): readonly TensorType[] {
  const { states, slices, weight, results } = body
  const time = at(inputs, 1 + states.length).shape[0]!
  const expected = [
    ['a weight', weight.shape] as const,
    ...states.map(({ shape }, i) => [`first state ${i}`, shape] as const),
    ...slices.map(({ shape }, i) => [`sequence ${i}`, [time, ...shape]] as const),
  ]
  for (const [i, [what, shape]] of expected.entries()) {
    expectDType(op, at(inputs, i), 'float32')
    expectShape(op, what, at(inputs, i).shape, shape)
  }
  return [
    ...results.map(({ shape }): TensorType => ({ shape: [time, ...shape], dtype: 'float32' })),
    ...states.map(({ shape }): TensorType => ({ shape, dtype: 'float32' })),
  ]
}

function lastTwo(shape: Shape, transposed: boolean): readonly [Dim, Dim] {
  const [rows, columns] = [shape.at(-2)!, shape.at(-1)!]
  return transposed ? [columns, rows] : [rows, columns]
}
