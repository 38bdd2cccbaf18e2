import * as g from '../../src/graph/index.ts'
import {
  binary,
  comparison,
  grid,
  logical,
  matrix,
  type OperatorCase,
  positive,
  product,
  reduction,
  row,
  unary,
} from './case-builders.ts'

/** Every operator and the cases that vouch for it. */
export const operatorCases: { readonly [O in g.Op]: readonly OperatorCase[] } = {
  input: unary('input', x => x, 'a'),
  parameter: [
    { name: 'parameter', inputs: [matrix], build: x => g.add(x!, g.parameter('halves', [4])), torch: 'a + 0.5' },
  ],
  constant: [
    {
      name: 'constant',
      inputs: [matrix],
      build: x => g.add(g.mul(x!, g.constant([1, 2, 3, 4])), g.constant(0.25, [3, 1])),
      torch: 'a * torch.tensor([1.0, 2, 3, 4]) + 0.25',
    },
  ],

  neg: unary('neg', g.neg, '-a'),
  exp: unary('exp', g.exp, 'torch.exp(a)'),
  log: unary('log', g.log, 'torch.log(a)', positive),
  sqrt: unary('sqrt', g.sqrt, 'torch.sqrt(a)', positive),
  reciprocal: unary('reciprocal', g.reciprocal, '1 / a', positive),
  abs: unary('abs', g.abs, 'torch.abs(a)', grid),
  sign: unary('sign', g.sign, 'torch.sign(a)', grid),
  square: unary('square', g.square, 'a * a'),
  tanh: unary('tanh', g.tanh, 'torch.tanh(a)'),
  sigmoid: unary('sigmoid', g.sigmoid, 'torch.sigmoid(a)'),
  relu: unary('relu', g.relu, 'torch.relu(a)', grid),
  silu: unary('silu', g.silu, 'F.silu(a)', { shape: [5, 40] }),
  gelu: unary('gelu', g.gelu, "F.gelu(a, approximate='tanh')", { shape: [5, 40] }),
  exactGelu: unary('exactGelu', g.exactGelu, 'F.gelu(a)', { shape: [5, 40] }),
  softplus: [
    ...unary('softplus', g.softplus, 'F.softplus(a)'),
    // Neither end may overflow.
    ...unary('softplus far out', x => g.softplus(g.mul(x, 90)), 'F.softplus(90 * a)', grid),
  ],
  erf: unary('erf', g.erf, 'torch.erf(a)'),
  pow: [
    ...unary('pow', x => g.pow(x, 1.7), 'a ** 1.7', positive),
    ...unary('pow negative', x => g.pow(x, -2.5), 'a ** -2.5', positive),
  ],

  add: binary('add', g.add, 'a + b'),
  sub: binary('sub', g.sub, 'a - b'),
  mul: binary('mul', g.mul, 'a * b'),
  div: binary('div', g.div, 'a / b', matrix, positive),
  // The right operands are small, so that no step of a finite difference crosses from one branch to the other.
  maximum: binary('maximum', (a, b) => g.maximum(a, g.mul(b, 0.05)), 'torch.maximum(a, 0.05 * b)', grid),
  minimum: binary('minimum', (a, b) => g.minimum(a, g.mul(b, 0.05)), 'torch.minimum(a, 0.05 * b)', grid),
  equal: comparison('equal', g.equal, 'a == b'),
  greater: comparison('greater', g.greater, 'a > b'),
  less: comparison('less', g.less, 'a < b'),
  greaterEqual: comparison('greaterEqual', g.greaterEqual, 'a >= b'),
  lessEqual: comparison('lessEqual', g.lessEqual, 'a <= b'),
  and: logical('and', g.and, 'a & b'),
  or: logical('or', g.or, 'a | b'),
  not: [
    {
      name: 'not',
      inputs: [{ shape: [12], kind: 'flag' }],
      build: x => g.cast(g.not(x!), 'float32'),
      torch: '~a',
    },
  ],
  where: [
    {
      name: 'where',
      inputs: [{ shape: [3, 1], kind: 'flag' }, matrix, row],
      build: (c, a, b) => g.where(c!, a!, b!),
      torch: 'torch.where(a, b, c)',
    },
  ],
  bitwiseXor: [
    {
      name: 'bitwiseXor',
      inputs: [
        { shape: [3, 4], kind: 'ids', bound: 1000 },
        { shape: [4], kind: 'ids', bound: 777 },
      ],
      build: (a, b) => g.cast(g.bitwiseXor(a!, b!), 'float32'),
      torch: 'a ^ b',
    },
  ],
  shiftRight: [
    {
      name: 'shiftRight',
      inputs: [{ shape: [12], kind: 'ids', bound: 9 }],
      build: x => g.cast(g.shiftRight(g.sub(x!, 4), 28), 'float32'),
      torch: '((a - 4) & 0xffffffff) >> 28',
    },
  ],
  cast: [
    { name: 'cast', inputs: [{ shape: [7], kind: 'ids', bound: 5 }], build: x => g.cast(x!, 'float32'), torch: 'a' },
  ],
  stopGradient: unary('stopGradient', x => g.mul(x, g.stopGradient(x)), 'a * a.detach()'),
  withGradient: unary(
    'withGradient',
    x => g.withGradient(g.square(x), [x], slope => [g.mul(slope, g.add(x, x))]),
    'a * a',
  ),
  waitFor: [
    {
      name: 'waitFor',
      inputs: [matrix],
      build: x => g.waitFor(x!, [g.exp(x!), g.square(x!)]),
      torch: 'a.detach()',
      differentiable: false,
    },
  ],

  reshape: unary('reshape', x => g.reshape(x, [2, 6]), 'a.reshape(2, 6)'),
  transpose: unary('transpose', x => g.transpose(x, [2, 0, 1]), 'a.permute(2, 0, 1)', { shape: [2, 3, 4] }),
  broadcastTo: unary('broadcastTo', x => g.exp(g.broadcastTo(x, [2, 3, 4])), 'torch.exp(a.expand(2, 3, 4))', {
    shape: [3, 1],
  }),
  concat: [
    {
      name: 'concat',
      inputs: [matrix, { shape: [3, 2] }],
      build: (a, b) => g.concat([a!, b!, a!], 1),
      torch: 'torch.cat([a, b, a], 1)',
    },
  ],
  slice: unary('slice', x => g.slice(x, 1, 1, -1), 'a[:, 1:-1]'),
  pad: unary('pad', x => g.pad(x, 0, 1, 2), 'F.pad(a, (0, 0, 1, 2))'),

  sum: reduction('sum', g.sum, axes => `a.sum(${axes})`),
  mean: reduction('mean', g.mean, axes => `a.mean(${axes})`),
  max: reduction('max', g.max, axes => `a.amax(${axes})`),
  cumulativeSum: [
    ...unary('cumulativeSum', x => g.cumulativeSum(x, 1), 'a.cumsum(1)', { shape: [2, 5, 3] }),
    ...unary(
      'cumulativeSum from the end',
      x => g.cumulativeSum(x, -1, { reverse: true }),
      'a.flip(-1).cumsum(-1).flip(-1)',
      { shape: [2, 5] },
    ),
  ],
  argMax: [
    {
      name: 'argMax',
      inputs: [{ shape: [3, 8], kind: 'grid' }],
      build: x => g.cast(g.argMax(x!, -1), 'float32'),
      torch: 'a.argmax(-1)',
    },
  ],

  topK: [
    ...unary('topK', x => g.topK(x, 3).values, 'a.topk(3).values', { shape: [3, 8], kind: 'grid' }),
    {
      name: 'topK, its places',
      inputs: [{ shape: [3, 8], kind: 'grid' }],
      build: x => g.cast(g.topK(x!, 2).ids, 'float32'),
      torch: 'a.topk(2).indices',
    },
  ],
  iota: unary('iota', x => g.mul(x, g.cast(g.iota(x, 1), 'float32')), 'a * torch.arange(4)'),
  fillLike: unary('fillLike', x => g.mul(x, g.fillLike(x, 3)), 'a * 3'),
  sizeOf: unary('sizeOf', x => g.mul(x, g.sizeOf(x, [0])), 'a * 3'),

  matmul: [
    product('matmul', [3, 4], [4, 5], { alpha: 0.5 }, '0.5 * a @ b'),
    product('matmul right transposed', [3, 4], [5, 4], { transposeB: true }, 'a @ b.T'),
    product('matmul left transposed', [4, 3], [4, 5], { transposeA: true, alpha: 2 }, '2 * a.T @ b'),
    product('matmul both transposed', [4, 3], [5, 4], { transposeA: true, transposeB: true }, 'a.T @ b.T'),
    product(
      'matmul batch',
      [2, 2, 3, 4],
      [2, 2, 5, 4],
      { transposeB: true, alpha: 0.3 },
      '0.3 * a @ b.transpose(-1, -2)',
    ),
    product('matmul batch left', [2, 4, 3], [2, 4, 5], { transposeA: true }, 'a.transpose(-1, -2) @ b'),
    product('matmul batch by one', [2, 3, 4], [5, 4], { transposeB: true }, 'a @ b.T'),
    product('matmul broadcast', [2, 3, 2, 4], [2, 1, 4, 3], {}, 'a @ b'),
  ],
  // Rounded to 8 bits here and there alike; what the gradient is said to be stands in `int8.test.ts`.
  quantizedMatmul: [
    {
      name: 'quantizedMatmul with a bias',
      inputs: [{ shape: [2, 3, 7] }, { shape: [5, 7] }, { shape: [5] }],
      build: (a, b, bias) => g.quantizedMatmul(a!, b!, { transposeB: true, bias: bias! }),
      torch: 'to_range(a) @ to_largest(b).T + c',
      differentiable: false,
    },
    {
      name: 'quantizedMatmul with scales of rows',
      inputs: [{ shape: [2, 3, 7] }, { shape: [7, 5] }, { shape: [5] }],
      build: (a, b, bias) => g.quantizedMatmul(a!, b!, { scales: 'rows', bias: bias! }),
      torch: 'to_largest(a, True) @ to_largest(b) + c',
      differentiable: false,
    },
    {
      name: 'quantizedMatmul over rows with scales',
      inputs: [{ shape: [7, 3] }, { shape: [7, 5] }],
      build: (a, b) => g.quantizedMatmul(a!, b!, { transposeA: true, scales: 'rows' }),
      torch: '(to_largest(a, True) / row_largest(a)).T @ to_largest(b * row_largest(a))',
      differentiable: false,
    },
    {
      name: 'quantizedMatmul over rows',
      inputs: [{ shape: [7, 3] }, { shape: [7, 5] }],
      build: (a, b) => g.quantizedMatmul(a!, b!, { transposeA: true }),
      torch: 'to_range(a).T @ to_largest(b)',
      differentiable: false,
    },
  ],
  softmax: unary('softmax', g.softmax, 'torch.softmax(a, -1)', { shape: [3, 7] }),
  logSoftmax: unary('logSoftmax', g.logSoftmax, 'torch.log_softmax(a, -1)', { shape: [3, 7] }),
  gather: [
    {
      name: 'gather',
      inputs: [{ shape: [5, 4] }, { shape: [2, 3], kind: 'ids', bound: 5 }],
      build: (table, ids) => g.gather(table!, ids!),
      torch: 'a[b]',
    },
    {
      name: 'gather, ids heavily repeated',
      inputs: [{ shape: [3, 4] }, { shape: [500], kind: 'ids', bound: 3 }],
      build: (table, ids) => g.gather(table!, ids!),
      torch: 'a[b]',
    },
    {
      name: 'gather from a table used twice',
      inputs: [{ shape: [5, 4] }, { shape: [2, 3], kind: 'ids', bound: 5 }],
      build: (table, ids) => g.matmul(g.gather(table!, ids!), table!, { transposeB: true }),
      torch: 'a[b] @ a.T',
    },
  ],
  scatterAdd: [
    {
      name: 'scatterAdd',
      inputs: [{ shape: [5, 4] }, { shape: [2, 3], kind: 'ids', bound: 5 }, { shape: [2, 3, 4] }],
      build: (target, ids, values) => g.scatterAdd(target!, ids!, values!),
      torch: 'a.index_add(0, b.flatten(), c.reshape(-1, 4))',
    },
    {
      name: 'scatterAdd, ids heavily repeated',
      inputs: [{ shape: [3, 4] }, { shape: [300], kind: 'ids', bound: 2 }, { shape: [300, 4] }],
      build: (target, ids, values) => g.scatterAdd(target!, ids!, values!),
      torch: 'a.index_add(0, b, c)',
    },
  ],
  gatherLast: [
    {
      name: 'gatherLast',
      inputs: [{ shape: [2, 3, 5] }, { shape: [2, 3], kind: 'ids', bound: 5 }],
      build: (x, ids) => g.gatherLast(x!, ids!),
      torch: 'a.gather(-1, b.unsqueeze(-1)).squeeze(-1)',
    },
    {
      name: 'gatherLast of logSoftmax',
      inputs: [{ shape: [6, 5] }, { shape: [6], kind: 'ids', bound: 5 }],
      build: (x, ids) => g.gatherLast(g.logSoftmax(x!), ids!),
      torch: '-F.cross_entropy(a, b, reduction="none")',
    },
    {
      name: 'gatherLast, several per row and one twice',
      inputs: [{ shape: [2, 3, 5] }, { shape: [2, 3, 4], kind: 'ids', bound: 5 }],
      build: (x, ids) => g.gatherLast(x!, ids!),
      torch: 'a.gather(-1, b)',
    },
    {
      name: 'gatherLast of logSoftmax, several per row',
      inputs: [{ shape: [3, 5] }, { shape: [3, 2], kind: 'ids', bound: 5 }],
      build: (x, ids) => g.gatherLast(g.logSoftmax(x!), ids!),
      torch: 'torch.log_softmax(a, -1).gather(-1, b)',
    },
  ],
  scatterLast: [
    {
      name: 'scatterLast',
      inputs: [{ shape: [4, 5] }, { shape: [4], kind: 'ids', bound: 5 }, { shape: [4] }],
      build: (target, ids, values) => g.scatterLast(target!, ids!, values!),
      torch: 'a.scatter_add(-1, b.unsqueeze(-1), c.unsqueeze(-1))',
    },
    {
      name: 'scatterLast, several per row and one twice',
      inputs: [{ shape: [3, 2, 5] }, { shape: [3, 2, 7], kind: 'ids', bound: 5 }, { shape: [3, 2, 7] }],
      build: (target, ids, values) => g.scatterLast(target!, ids!, values!),
      torch: 'a.scatter_add(-1, b, c)',
    },
  ],
  rmsNorm: [
    {
      name: 'rmsNorm',
      inputs: [{ shape: [2, 3, 8] }, { shape: [8] }],
      build: (x, weight) => g.rmsNorm(x!, weight!, 1e-3),
      torch: 'rms_norm(a, b, 1e-3)',
    },
  ],
  layerNorm: [
    {
      name: 'layerNorm',
      inputs: [{ shape: [2, 3, 8] }, { shape: [8] }, { shape: [8] }],
      build: (x, weight, bias) => g.layerNorm(x!, weight!, bias!, 1e-3),
      torch: 'F.layer_norm(a, (8,), b, c, 1e-3)',
    },
  ],
  rotaryEmbedding: [
    {
      name: 'rotaryEmbedding',
      inputs: [{ shape: [2, 2, 3, 8] }, { shape: [2, 3, 4] }, { shape: [2, 3, 4] }],
      build: (x, cos, sin) => g.rotaryEmbedding(x!, cos!, sin!),
      torch: 'rotate_half(a, b, c)',
      constants: [1, 2],
    },
  ],
  attention: [
    {
      name: 'attention',
      inputs: [{ shape: [2, 2, 3, 4] }, { shape: [2, 2, 5, 4] }, { shape: [2, 2, 5, 3] }],
      build: (q, k, v) => g.attention(q!, k!, v!),
      torch: 'attend(a, b, c, 0.5)',
    },
    {
      name: 'attention with a bias',
      inputs: [{ shape: [2, 2, 3, 4] }, { shape: [2, 2, 5, 4] }, { shape: [2, 2, 5, 3] }, { shape: [2, 1, 3, 5] }],
      build: (q, k, v, bias) => g.attention(q!, k!, v!, { scale: 0.7, bias: bias! }),
      torch: 'attend(a, b, c, 0.7, d)',
    },
    {
      name: 'attention of grouped queries',
      inputs: [{ shape: [2, 2, 3, 4, 4] }, { shape: [2, 2, 1, 4, 4] }, { shape: [2, 2, 1, 4, 4] }],
      build: (q, k, v) => g.attention(q!, k!, v!),
      torch: 'attend(a, b, c, 0.5)',
    },
  ],
  groupedQueryAttention: [
    {
      name: 'groupedQueryAttention',
      inputs: [
        { shape: [3, 1, 64] },
        { shape: [3, 1, 32] },
        { shape: [3, 1, 32] },
        { shape: [3, 2, 6, 16] },
        { shape: [3, 2, 6, 16] },
        { shape: [3], kind: 'ids', bound: 6 },
        { shape: [6, 8] },
        { shape: [6, 8] },
      ],
      build: (query, key, value, keyCache, valueCache, lastPositions, cos, sin) =>
        g.groupedQueryAttention(
          {
            query: query!,
            key: key!,
            value: value!,
            keyCache: keyCache!,
            valueCache: valueCache!,
            lastPositions: lastPositions!,
            totalLength: g.constant(6, [], 'int32'),
            rotary: { cos: cos!, sin: sin! },
          },
          { heads: 4, keyValueHeads: 2 },
        ).output,
      torch: 'cached_attention(a, b, c, d, e, f, g, h, 4)',
      differentiable: false,
    },
  ],
  recurrence: [
    {
      name: 'recurrence of one state',
      inputs: [{ shape: [5, 2, 3] }, { shape: [3, 3] }, { shape: [2, 3] }],
      build: (sequence, weight, first) =>
        g.recurrence(({ slices, product: p }) => [g.tanh(g.add(slices[0]!, p))], {
          sequences: [sequence!],
          weight: weight!,
          initial: [first!],
        }).sequence,
      torch: 'loop(lambda x, p, h: torch.tanh(x[0] + p), b, [c], a)',
    },
    {
      name: 'recurrence of two states and two sequences',
      inputs: [{ shape: [4, 2, 3] }, { shape: [4, 2, 1] }, { shape: [3, 3] }, { shape: [2, 3] }, { shape: [2, 3] }],
      build: (sequence, gates, weight, first, second) =>
        g.recurrence(
          ({ slices: [x, gate], product: p, states: [h, c] }) => {
            const next = g.add(g.mul(c!, g.sigmoid(gate!)), g.tanh(g.add(x!, p)))
            return [g.add(g.mul(h!, 0.1), g.tanh(next)), next]
          },
          { sequences: [sequence!, gates!], weight: weight!, initial: [first!, second!] },
        ).sequence,
      torch: 'loop(two_states, c, [d, e], a, b)',
    },
  ],
  recurrenceGradient: [
    {
      name: 'recurrenceGradient',
      inputs: [{ shape: [4, 2, 3] }, { shape: [3, 3] }, { shape: [2, 3] }],
      build: (sequence, weight, first) => {
        const { sequence: h } = g.recurrence(({ slices, product: p }) => [g.tanh(g.add(slices[0]!, p))], {
          sequences: [sequence!],
          weight: weight!,
          initial: [first!],
        })
        return g.gradients(g.sum(g.square(h)), [sequence!])[0]!
      },
      torch: 'torch.autograd.grad(loop(lambda x, p, h: torch.tanh(x[0] + p), b, [c], a).square().sum(), a)[0]',
      differentiable: false,
    },
  ],
}
