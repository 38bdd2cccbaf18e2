import { msg } from '../errors/index.ts'
import { product, sameShape, staticSize } from './dims.ts'
import { cumulativeSum, fillLike, sizeOf } from './indexing.ts'
import {
  add,
  broadcastTo,
  cast,
  constant,
  div,
  equal,
  erf,
  exp,
  gather,
  gatherLast,
  greater,
  greaterEqual,
  lessEqual,
  matmul,
  mean,
  mul,
  neg,
  pad,
  pow,
  quantizedMatmul,
  reshape,
  rotaryEmbedding,
  scalarValue,
  scatterAdd,
  scatterLast,
  sigmoid,
  sign,
  slice,
  square,
  sub,
  sum,
  transpose,
  unsqueeze,
  where,
} from './operators.ts'
import { recurrenceBackwards } from './recurrence-gradient.ts'
import { formatShape, type Node, type Op, type Shape, shapeError, type Tensor } from './tensor.ts'

/**
 * From g = d loss / d (first output) to d loss / d input, one per input; undefined where nothing flows. Further outputs
 * of a node are by-products (statistics, probabilities) that no loss may use.
 */
export type GradientRule<O extends Op> = (g: Tensor, node: Node<O>) => readonly (Tensor | undefined)[]

type Inputs = readonly [Tensor, Tensor, Tensor, Tensor | undefined]

const inputsOf = (node: Node): Inputs => node.inputs as unknown as Inputs
const output = (node: Node, index = 0): Tensor => node.outputs[index]!

/** Sums a gradient over the axes along which an operand of this shape was repeated. */
function sumTo(g: Tensor, shape: Shape): Tensor {
  if (sameShape(g.shape, shape)) return g
  const extra = g.shape.length - shape.length
  const axes = g.shape.flatMap((dim, axis) => {
    const own = axis < extra ? 1 : shape[axis - extra]
    return own === 1 && dim !== 1 ? [axis] : []
  })
  return reshape(sum(g, { axes, keepDims: true }), shape)
}

/** Elementwise over one tensor: the rule gives d output / d x times g. */
const unary =
  (derivative: (g: Tensor, x: Tensor, y: Tensor) => Tensor): GradientRule<Op> =>
  (g, node) => [derivative(g, inputsOf(node)[0], output(node))]

/** Elementwise over two tensors that broadcast. */
const binary =
  (derivatives: (g: Tensor, a: Tensor, b: Tensor, y: Tensor) => readonly [Tensor, Tensor]): GradientRule<Op> =>
  (g, node) => {
    const [a, b] = inputsOf(node)
    const [ga, gb] = derivatives(g, a, b, output(node))
    return [sumTo(ga, a.shape), sumTo(gb, b.shape)]
  }

const zeroWhereNot = (condition: Tensor, g: Tensor): Tensor => where(condition, g, 0)

/** Gives a reduced tensor its axes back with size 1. */
function withReducedAxes(reduced: Tensor, shape: Shape, axes: readonly number[]): Tensor {
  return reshape(
    reduced,
    shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim)),
  )
}

function flattenRows(x: Tensor): Tensor {
  return reshape(x, [product(x.shape.slice(0, -1)), x.shape.at(-1)!])
}

/** The mean over the last axis of x times a vector, kept with size 1: as a product, faster than a sum and one pass less. */
function meanWith(x: Tensor, vector: Tensor): Tensor {
  const width = Number(vector.shape[0])
  if (x.shape.length === 1) return mean(mul(x, vector), { axes: [-1], keepDims: true })
  return matmul(x, reshape(vector, [width, 1]), { alpha: 1 / width })
}

export function zerosLike(x: Tensor): Tensor {
  return staticSize(x.shape) === undefined ? fillLike(x, 0) : constant(0, x.shape as readonly number[])
}

/** Whether a tensor is known to hold nothing but zeros. */
function isZero({ node }: Tensor): boolean {
  if (node.op === 'fillLike') return (node as Node<'fillLike'>).attributes.value === 0
  return scalarValue(node.outputs[0]!) === 0
}

const none: GradientRule<Op> = (_, node) => node.inputs.map(() => undefined)

/** The gradient rule of every operator; the derivative stands above each. */
export const gradientRules: { readonly [O in Op]: GradientRule<O> } = {
  input: none,
  parameter: none,
  constant: none,

  // y = -x: dx = -g
  neg: unary(g => neg(g)),
  // y = eˣ: dx = g y
  exp: unary((g, _, y) => mul(g, y)),
  // y = log x: dx = g / x
  log: unary((g, x) => div(g, x)),
  // y = √x: dx = g / (2 y)
  sqrt: unary((g, _, y) => mul(0.5, div(g, y))),
  // y = 1/x: dx = -g y²
  reciprocal: unary((g, _, y) => neg(mul(g, square(y)))),
  // y = |x|: dx = g sign(x)
  abs: unary((g, x) => mul(g, sign(x))),
  // constant almost everywhere: dx = 0
  sign: none,
  // y = x²: dx = 2 g x
  square: unary((g, x) => mul(g, mul(2, x))),
  // y = tanh x: dx = g (1 - y²)
  tanh: unary((g, _, y) => mul(g, sub(1, square(y)))),
  // y = σ(x): dx = g y (1 - y)
  sigmoid: unary((g, _, y) => mul(g, mul(y, sub(1, y)))),
  // y = max(x, 0): dx = g where y > 0
  relu: unary((g, _, y) => zeroWhereNot(greater(y, 0), g)),
  // y = x σ(x): dx = g (σ(x) + y (1 - σ(x)))
  silu: unary((g, x, y) => {
    const s = sigmoid(x)
    return mul(g, add(s, mul(y, sub(1, s))))
  }),
  // y = x s, s = σ(2u), u = √(2/π) (x + 0.044715 x³): dx = g (s + y (1 - s) 2u')
  gelu: unary((g, x, y) => {
    const c = 2 * Math.sqrt(2 / Math.PI)
    const cubic = 0.044715 * c
    const xx = square(x)
    const s = sigmoid(mul(x, add(mul(xx, cubic), c)))
    const slope = add(mul(xx, 3 * cubic), c)
    return mul(g, add(s, mul(mul(y, sub(1, s)), slope)))
  }),
  // y = x Φ(x): dx = g (Φ(x) + x φ(x)), Φ(x) = (1 + erf(x/√2))/2, φ(x) = e^(-x²/2)/√(2π)
  exactGelu: unary((g, x) => {
    const cumulative = mul(0.5, add(1, erf(mul(x, Math.SQRT1_2))))
    const density = mul(1 / Math.sqrt(2 * Math.PI), exp(mul(-0.5, square(x))))
    return mul(g, add(cumulative, mul(x, density)))
  }),
  // y = log(1 + eˣ): dx = g σ(x)
  softplus: unary((g, x) => mul(g, sigmoid(x))),
  // y = erf x: dx = g 2/√π e^(-x²)
  erf: unary((g, x) => mul(g, mul(2 / Math.sqrt(Math.PI), exp(neg(square(x)))))),
  // y = xᵏ: dx = g k xᵏ⁻¹
  pow: (g, node) => {
    const { exponent } = node.attributes
    return [mul(g, mul(exponent, pow(inputsOf(node)[0], exponent - 1)))]
  },

  // y = a + b: da = g, db = g
  add: binary(g => [g, g]),
  // y = a - b: da = g, db = -g
  sub: (g, node) => {
    const [a, b] = inputsOf(node)
    return [sumTo(g, a.shape), neg(sumTo(g, b.shape))]
  },
  // y = a b: da = g b, db = g a
  mul: binary((g, a, b) => [mul(g, b), mul(g, a)]),
  // y = a / b: da = g / b, db = -g y / b
  div: binary((g, _, b, y) => {
    const ga = div(g, b)
    return [ga, neg(mul(ga, y))]
  }),
  // y = max(a, b): g to the larger one, to a where they are equal
  maximum: binary((g, a, b) => [zeroWhereNot(greaterEqual(a, b), g), zeroWhereNot(greater(b, a), g)]),
  // y = min(a, b): g to the smaller one, to a where they are equal
  minimum: binary((g, a, b) => [zeroWhereNot(lessEqual(a, b), g), zeroWhereNot(greater(a, b), g)]),
  equal: none,
  greater: none,
  less: none,
  greaterEqual: none,
  lessEqual: none,
  and: none,
  or: none,
  not: none,
  // y = a where c, else b: da = g where c, db = g where not c
  where: (g, node) => {
    const [condition, a, b] = inputsOf(node)
    return [undefined, sumTo(zeroWhereNot(condition, g), a.shape), sumTo(where(condition, 0, g), b.shape)]
  },
  bitwiseXor: none,
  shiftRight: none,
  // only float32 carries gradients, and a cast to float32 from anything else has none
  cast: none,
  stopGradient: none,
  // what was given for it; nothing flows into what y is made of
  withGradient: (g, node) => [undefined, ...node.attributes.backward(g)],
  // stands in gradients, where a second one would flow back beyond what is asked for
  waitFor: none,

  // the same elements: dx = g in x's shape
  reshape: (g, node) => [reshape(g, inputsOf(node)[0].shape)],
  // dx = g with the inverse permutation
  transpose: (g, node) => {
    const { permutation } = node.attributes
    return [
      transpose(
        g,
        permutation.map((_, axis) => permutation.indexOf(axis)),
      ),
    ]
  },
  // every copy's gradient: dx = sum of g over the repeated axes
  broadcastTo: (g, node) => [sumTo(g, inputsOf(node)[0].shape), undefined],
  // each input's own part of g
  concat: (g, node) => {
    const { axis } = node.attributes
    let start = 0
    return node.inputs.map(x => {
      const size = x.shape[axis]
      if (typeof size !== 'number')
        throw shapeError('gradients', msg`a static axis ${axis} of concat`, formatShape(x.shape))
      start += size
      return slice(g, axis, start - size, start)
    })
  },
  // g, with zeros where x was cut away
  slice: (g, node) => {
    const { axis, start, end } = node.attributes
    return [pad(g, axis, start, Number(inputsOf(node)[0].shape[axis]) - end)]
  },
  // g without the zeros' part
  pad: (g, node) => {
    const { axis, before } = node.attributes
    return [slice(g, axis, before, before + Number(inputsOf(node)[0].shape[axis]))]
  },

  // y = Σ x: dx = g everywhere
  sum: (g, node) => {
    const [x] = inputsOf(node)
    return [broadcastTo(withReducedAxes(g, x.shape, node.attributes.axes), x.shape, x)]
  },
  // y = Σ x / n: dx = g / n everywhere
  mean: (g, node) => {
    const [x] = inputsOf(node)
    const { axes } = node.attributes
    const count = staticSize(axes.map(axis => x.shape[axis]!))
    const share = count === undefined ? div(g, sizeOf(x, axes)) : mul(g, 1 / count)
    return [broadcastTo(withReducedAxes(share, x.shape, axes), x.shape, x)]
  },
  // y = max x: g shared equally by the elements that attain it
  max: (g, node) => {
    const [x] = inputsOf(node)
    const { axes } = node.attributes
    const attained = cast(equal(x, withReducedAxes(output(node), x.shape, axes)), 'float32')
    const share = div(withReducedAxes(g, x.shape, axes), sum(attained, { axes, keepDims: true }))
    return [mul(attained, share)]
  },
  // yᵢ = Σ_{j ≤ i} xⱼ: dxⱼ = Σ_{i ≥ j} gᵢ, the running sum from the other end
  cumulativeSum: (g, node) => {
    const { axis, reverse } = node.attributes
    return [cumulativeSum(g, axis, { reverse: !reverse })]
  },
  argMax: none,
  // y = x[.., ids], ids its own places: dx = zeros with g at them
  topK: (g, node) => [scatterLast(zerosLike(inputsOf(node)[0]), output(node, 1), g)],
  iota: none,
  fillLike: none,
  sizeOf: none,

  // C = α op(A) op(B): dA = α g op(B)ᵀ, dB = α op(A)ᵀ g, transposed back where op transposes
  matmul: (g, node) => {
    const [a, b] = inputsOf(node)
    const { transposeA, transposeB, alpha } = node.attributes
    const ga = transposeA
      ? matmul(b, g, { transposeA: transposeB, transposeB: true, alpha })
      : matmul(g, b, { transposeB: !transposeB, alpha })
    // A batch times one matrix is one tall product, and so is its gradient.
    const tall = b.shape.length === 2 && a.shape.length > 2 && !transposeA
    const [left, right] = tall ? [flattenRows(a), flattenRows(g)] : [a, g]
    const gb = transposeB
      ? matmul(right, left, { transposeA: true, transposeB: transposeA, alpha })
      : matmul(left, right, { transposeA: !transposeA, alpha })
    return [sumTo(ga, a.shape), sumTo(gb, b.shape)]
  },
  // C = A op(B) + c, as if nothing were rounded: dA = g op(B)ᵀ, dB = op(A)ᵀ g, transposed back where op transposes
  quantizedMatmul: (g, node) => {
    const [a, b, bias] = inputsOf(node)
    const { transposeA, transposeB } = node.attributes
    if (transposeA)
      throw shapeError(
        'gradients',
        msg`a first operand that is not transposed`,
        msg`${node.op} of ${node.scope || msg`the top level`}`,
      )
    // One matrix for both, where the sizes allow it, so that g is quantised once.
    const rows = staticSize(g.shape.slice(0, -1)) === undefined ? g : flattenRows(g)
    const [left, right] = transposeB ? [flattenRows(g), flattenRows(a)] : [flattenRows(a), flattenRows(g)]
    const ga = reshape(quantizedMatmul(rows, b, { transposeB: !transposeB, scales: 'rows' }), a.shape)
    const gb = quantizedMatmul(left, right, { transposeA: true, scales: 'rows' })
    return [ga, gb, bias && sumTo(g, bias.shape)]
  },
  // y = softmax(x): dx = y (g - Σ g y)
  softmax: (g, node) => {
    const y = output(node)
    return [mul(y, sub(g, sum(mul(g, y), { axes: [-1], keepDims: true })))]
  },
  // y = log softmax(x): dx = g - eʸ Σ g
  logSoftmax: (g, node) => {
    const y = output(node)
    const [target, ids, picked] = inputsOf(g.node)
    if (g.node.op === 'scatterLast' && isZero(target) && picked.shape.length < y.shape.length) {
      // One class per row was picked (cross entropy): Σ g is the picked value, and g itself need not be written out.
      return [scatterLast(mul(exp(y), neg(unsqueeze(picked, -1))), ids, picked)]
    }
    return [sub(g, mul(exp(y), sum(g, { axes: [-1], keepDims: true })))]
  },
  // y = table[ids]: d table = zeros with each row of g added at its id
  gather: (g, node) => {
    const [table, ids] = inputsOf(node)
    return [scatterAdd(zerosLike(table), ids, g), undefined]
  },
  // y = target with values[i] added at ids[i]: d target = g, d values = g[ids]
  scatterAdd: (g, node) => {
    const [, ids] = inputsOf(node)
    return [g, undefined, gather(g, ids)]
  },
  // y[i] = x[i, ids[i]]: dx = zeros with g[i] at ids[i]
  gatherLast: (g, node) => {
    const [x, ids] = inputsOf(node)
    return [scatterLast(zerosLike(x), ids, g), undefined]
  },
  // y = target with values[i] added at [i, ids[i]]: d target = g, d values = g[i, ids[i]]
  scatterLast: (g, node) => [g, undefined, gatherLast(g, inputsOf(node)[1])],
  // y = x r w, r = 1/√(mean(x²) + ε): dx = r (g w - x r² mean(g w x)), dw = Σ_rows g x r
  rmsNorm: (g, node) => {
    const [x, weight] = inputsOf(node)
    const r = output(node, 1)
    const gx = mul(g, x)
    const meanGwx = meanWith(gx, weight)
    const dx = mul(sub(mul(g, weight), mul(x, mul(square(r), meanGwx))), r)
    const dw = matmul(flattenRows(r), flattenRows(gx), { transposeA: true })
    return [dx, reshape(dw, weight.shape)]
  },
  // y = n w + b, n = (x - mean) r: dx = r (h - mean(h) - n mean(h n)) with h = g w; dw = Σ_rows g n, db = Σ_rows g
  layerNorm: (g, node) => {
    const [x, weight, bias] = inputsOf(node)
    const r = output(node, 2)
    const n = mul(sub(x, output(node, 1)), r)
    const gn = mul(g, n)
    const h = mul(g, weight)
    const meanHn = meanWith(gn, weight)
    const dx = mul(sub(sub(h, mean(h, { axes: [-1], keepDims: true })), mul(n, meanHn)), r)
    return [dx, sumTo(gn, weight.shape), sumTo(g, bias.shape)]
  },
  // a rotation: dx = g turned back by the same angles
  rotaryEmbedding: (g, node) => {
    const [, cos, sin] = inputsOf(node)
    return [rotaryEmbedding(g, cos, neg(sin)), undefined, undefined]
  },
  // O = P V, P = softmax(S), S = s Q Kᵀ + bias: dV = Pᵀ g, dS = P (g Vᵀ - Σ g O), dQ = s dS K, dK = s dSᵀ Q.
  // The row sums Σ P (g Vᵀ) equal Σ g O, which is shorter (Dao et al. 2022, section 3.1).
  attention: (g, node) => {
    const [q, k, v, bias] = inputsOf(node)
    const { scale } = node.attributes
    const probabilities = output(node, 1)
    const rowSums = sum(mul(g, output(node)), { axes: [-1], keepDims: true })
    const gScores = mul(probabilities, sub(matmul(g, v, { transposeB: true }), rowSums))
    const gq = sumTo(matmul(gScores, k, { alpha: scale }), q.shape)
    const gk = sumTo(matmul(gScores, q, { transposeA: true, alpha: scale }), k.shape)
    const gv = sumTo(matmul(probabilities, g, { transposeA: true }), v.shape)
    return bias === undefined ? [gq, gk, gv] : [gq, gk, gv, sumTo(gScores, bias.shape)]
  },
  // from the last step back, d state_{t-1} = (d cell / d state)ᵀ d state_t + dp U with p = state U ᵀ: a loop over the
  // cell's own gradient. Sequences: d s; the weight's at once: dU = Σ_t dp_tᵀ state_{t-1}.
  recurrence: (g, node) => recurrenceBackwards(g, node),
  // second derivatives of loops are not needed
  recurrenceGradient: () => {
    throw shapeError('gradients', msg`a loss without gradients of a recurrence`, msg`one that uses them`)
  },
  // a step of decoding, which nothing is learnt through
  groupedQueryAttention: (_, node) => {
    throw shapeError(
      'gradients',
      msg`attention for training`,
      msg`groupedQueryAttention of ${node.scope || msg`the top level`}`,
    )
  },
}
