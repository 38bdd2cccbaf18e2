import * as g from '../../src/graph/index.ts'
import * as nn from '../../src/nn/index.ts'
import type { OperatorCase } from './case-builders.ts'
import type { InputSpec } from './values.ts'

/** Layers and losses as compositions, beside what PyTorch calls the same. */

type T = g.Tensor
/** As many as a case may take; it names those that it has. */
type Tensors = readonly [T, T, T, T, T, T, T, T, T]

const layer = (
  name: string,
  inputs: readonly (InputSpec | readonly number[])[],
  build: (...inputs: Tensors) => g.Tensor,
  torch: string,
  constants?: readonly number[],
): OperatorCase => ({
  name,
  inputs: inputs.map(spec => ('shape' in spec ? spec : { shape: spec })),
  build: build as OperatorCase['build'],
  torch,
  ...(constants && { constants }),
})

const ids = (shape: readonly number[], bound: number): InputSpec => ({ shape, kind: 'ids', bound })
const flags = (...shape: readonly number[]): InputSpec => ({ shape, kind: 'flag' })
const places = (x: g.Tensor) => g.broadcastTo(g.unsqueeze(g.iota(x, 1), 0), x.shape.slice(0, 2))

/** Inputs between -1.5 and 1.5 drive gates and softmaxes to where differences of this step see curvature. */
const soft = (x: g.Tensor) => g.mul(x, 0.5)

const weights = (input: g.Tensor, hidden: g.Tensor, inputBias: g.Tensor, hiddenBias: g.Tensor) => ({
  input: soft(input),
  hidden: soft(hidden),
  inputBias,
  hiddenBias,
})

const activationCases = (Object.keys(nn.activations) as nn.Activation[]).map(name => {
  const torch: { readonly [A in nn.Activation]: string } = {
    relu: 'torch.relu',
    relu2: '(lambda x: torch.relu(x) ** 2)',
    gelu: 'F.gelu',
    gelu_new: '(lambda x: F.gelu(x, approximate="tanh"))',
    silu: 'F.silu',
    tanh: 'torch.tanh',
  }
  return layer(
    `mlp of ${name}`,
    [[2, 3], { shape: [5, 3] }, [2, 5]],
    (x, up, down) => nn.mlp(x, { up: y => nn.linear(y, up), down: y => nn.linear(y, down) }, name),
    `${torch[name]}(a @ b.T) @ c.T`,
  )
})

const policy = {
  // Ratios on both sides of the clipping range, none within a step of its ends.
  tokens: (logProbabilities: g.Tensor, sampled: g.Tensor, advantages: g.Tensor, counted: g.Tensor) => ({
    logProbabilities: g.mul(logProbabilities, 0.4),
    sampled: g.mul(sampled, 0.4),
    advantages,
    weights: g.cast(counted, 'float32'),
  }),
  inputs: [{ shape: [2, 5], kind: 'grid' }, { shape: [2, 5], kind: 'grid' }, [2, 5], flags(2, 5)] as const,
}

export const layerCases: readonly OperatorCase[] = [
  layer(
    'linear with an adapter',
    [[2, 3, 4], [5, 4], [5], [2, 4], [5, 2]],
    (x, weight, bias, down, up) => {
      const adapters = { 'q.lora_A.weight': down, 'q.lora_B.weight': up }
      return nn.project(nn.withLora({ 'q.weight': weight, 'q.bias': bias }, adapters, 3), 'q', x)
    },
    'F.linear(a, b, c) + 1.5 * F.linear(F.linear(a, d), e)',
  ),
  ...activationCases,
  layer(
    'gated mlp',
    [
      [2, 3, 4],
      [5, 4],
      [5, 4],
      [4, 5],
    ],
    (x, gate, up, down) =>
      nn.mlp(x, { gate: y => nn.linear(y, gate), up: y => nn.linear(y, up), down: y => nn.linear(y, down) }, 'silu'),
    '(F.silu(a @ b.T) * (a @ c.T)) @ d.T',
  ),
  layer(
    'attention across rows, padding hidden',
    [[2, 3, 2, 4], [2, 5, 2, 4], [2, 5, 2, 4], flags(2, 5)],
    (q, k, v, present) => nn.multiHeadAttention(q, k, v, { bias: nn.attentionBias(nn.paddingMask(present)) }),
    'heads(a, b, c, attn_mask=d[:, None, None, :])',
  ),
  layer(
    'attention of grouped queries with a bias per head, unscaled',
    [
      [2, 3, 4, 4],
      [2, 3, 2, 4],
      [2, 3, 2, 4],
      [1, 4, 3, 3],
    ],
    (q, k, v, bias) => nn.multiHeadAttention(soft(q), k, v, { bias, scale: 1 }),
    'heads(0.5 * a, b, c, attn_mask=d, scale=1.0, enable_gqa=True)',
  ),
  layer(
    'attention behind a prefix',
    [[2, 5, 2, 4], [2, 5, 2, 4], [2, 5, 2, 4], flags(2, 5)],
    (q, k, v, prefix) => nn.multiHeadAttention(q, k, v, { bias: nn.attentionBias(nn.prefixMask(places(q), prefix)) }),
    'heads(a, b, c, attn_mask=torch.ones(5, 5, dtype=torch.bool).tril() | d[:, None, None, :])',
  ),
  layer(
    'attention within documents',
    [[1, 6, 2, 4], [1, 6, 2, 4], [1, 6, 2, 4], ids([1, 6], 2)],
    (q, k, v, documents) => nn.multiHeadAttention(q, k, v, { bias: nn.causalBias(places(q), documents) }),
    'heads(a, b, c, attn_mask=torch.ones(6, 6, dtype=torch.bool).tril() & (d[:, None, :, None] == d[:, None, None, :]))',
  ),
  layer(
    'attention in blocks of queries',
    [[1, 6, 4, 4], [1, 6, 2, 4], [1, 6, 2, 4], ids([1, 6], 2)],
    (q, k, v, documents) => nn.multiHeadAttention(soft(q), k, v, { blocks: nn.causalBlocks(places(q), documents, 4) }),
    'heads(0.5 * a, b, c, enable_gqa=True, attn_mask=torch.ones(6, 6, dtype=torch.bool).tril()' +
      ' & (d[:, None, :, None] == d[:, None, None, :]))',
  ),
  layer(
    'relative bias, both ways',
    [
      [32, 2],
      [1, 301],
    ],
    (table, keys) =>
      nn.relativeBias({
        table_NH: table,
        queries_T: g.constant([150], [1], 'int32'),
        keys_S: g.iota(keys, 1),
        bothWays: true,
      }),
    't5_bias(a, torch.tensor([150]), torch.arange(301), True)',
    [1],
  ),
  layer(
    'relative bias, backwards',
    [
      [16, 2],
      [1, 150],
    ],
    (table, keys) =>
      nn.relativeBias({
        table_NH: table,
        queries_T: g.constant([3, 140], [2], 'int32'),
        keys_S: g.iota(keys, 1),
        bothWays: false,
      }),
    't5_bias(a, torch.tensor([3, 140]), torch.arange(150), False)',
    [1],
  ),
  layer(
    'sinusoidal positions',
    [[2, 3, 6], ids([2, 3], 50)],
    (x, positions) => nn.addPositions(x, nn.sinusoidalTable(50, 6), positions),
    'a + sinusoids(b, 6)',
  ),
  layer(
    'lstm',
    [[2, 5, 3], [16, 3], [16, 4], [16], [16]],
    (x, input, hidden, inputBias, hiddenBias) => nn.lstm(x, weights(input, hidden, inputBias, hiddenBias)).output,
    'recurrent(torch.nn.LSTM, a, 0.5 * b, 0.5 * c, d, e)',
  ),
  layer(
    'lstm that begins afresh',
    [[2, 5, 3], [16, 3], [16, 4], [16], [16], flags(2, 5), [2, 4], [2, 4]],
    (x, input, hidden, inputBias, hiddenBias, fresh, h, c) =>
      nn.lstm(x, weights(input, hidden, inputBias, hiddenBias), {
        initial: [h, c],
        keep: g.cast(g.not(fresh), 'float32'),
      }).output,
    'stepwise(torch.lstm_cell, a, 0.5 * b, 0.5 * c, d, e, ~f, [g, h])',
  ),
  layer(
    'gru',
    [[2, 5, 3], [12, 3], [12, 4], [12], [12]],
    (x, input, hidden, inputBias, hiddenBias) => nn.gru(x, weights(input, hidden, inputBias, hiddenBias)).output,
    'recurrent(torch.nn.GRU, a, 0.5 * b, 0.5 * c, d, e)',
  ),
  layer(
    'gru that begins afresh',
    [[2, 5, 3], [12, 3], [12, 4], [12], [12], flags(2, 5), [2, 4]],
    (x, input, hidden, inputBias, hiddenBias, fresh, h) =>
      nn.gru(x, weights(input, hidden, inputBias, hiddenBias), {
        initial: [h],
        keep: g.cast(g.not(fresh), 'float32'),
      }).output,
    'stepwise(torch.gru_cell, a, 0.5 * b, 0.5 * c, d, e, ~f, [g])',
  ),
  layer(
    'mean pooling',
    [[3, 4, 5], flags(3, 4)],
    (x, present) => nn.meanPool(x, g.cast(present, 'float32')),
    '(a * b[..., None]).sum(1) / b.sum(1, keepdim=True)',
  ),
  layer(
    'pooling at a place',
    [[3, 4, 5], ids([3, 1], 4)],
    (x, place) => g.concat([nn.poolAt(x, places(x), 0), nn.poolAt(x, places(x), place)], 1),
    'torch.cat([a[:, 0], a[torch.arange(3), b[:, 0]]], 1)',
  ),
  layer('scalar head', [[2, 3, 4], [1, 4], [1]], (x, w, b) => nn.scalarHead(x, w, b), 'F.linear(a, b, c)[..., 0]'),
  layer(
    'cosine similarities',
    [
      [3, 4],
      [5, 4],
    ],
    (a, b) => nn.cosineSimilarities(a, b),
    'F.cosine_similarity(a[:, None], b[None], dim=-1)',
  ),

  layer(
    'cross entropy with smoothing and z-loss',
    [[2, 3, 5], ids([2, 3], 5), { shape: [2, 3], kind: 'positive' }],
    (logits, targets, counted) => nn.crossEntropy(logits, targets, counted, { labelSmoothing: 0.2, zLoss: 0.01 }),
    'weighted(F.cross_entropy(a.flatten(0, 1), b.flatten(), label_smoothing=0.2, reduction="none").reshape(2, 3)' +
      ' + 0.01 * a.logsumexp(-1) ** 2, c)',
    [2],
  ),
  layer(
    'cross entropy in chunks',
    [[5, 3], [7, 3], ids([5], 7), { shape: [5], kind: 'positive' }],
    (hidden, head, targets, counted) =>
      nn.chunkedCrossEntropy(soft(hidden), head, targets, counted, { rows: 2, labelSmoothing: 0.2, zLoss: 0.01 }),
    'weighted(F.cross_entropy(0.5 * a @ b.T, c, label_smoothing=0.2, reduction="none")' +
      ' + 0.01 * (0.5 * a @ b.T).logsumexp(-1) ** 2, d)',
    [3],
  ),
  layer(
    'log probabilities of texts',
    [[2, 3, 5], ids([2, 3], 5), flags(2, 3)],
    (logits, targets, counted) => nn.textLogProbabilities(logits, targets, g.cast(counted, 'float32')),
    '(torch.log_softmax(a, -1).gather(-1, b[..., None])[..., 0] * c).sum(1)',
  ),
  layer('entropy', [[2, 3, 5]], x => nn.entropy(x), 'torch.distributions.Categorical(logits=a).entropy()'),
  layer(
    'ranking loss',
    [[4, 5], ids([4, 5], 4)],
    (rewards, ranks) => nn.rankingLoss(rewards, g.sub(ranks, 1)),
    'ranking(a, b - 1)',
  ),
  layer(
    'direct preference loss',
    [[4], [4], [4], [4]],
    (chosen, rejected, referenceChosen, referenceRejected) =>
      nn.dpoLoss({ chosen, rejected, referenceChosen, referenceRejected }, 0.3).loss,
    '-F.logsigmoid(0.3 * ((a - b) - (c - d))).mean()',
  ),
  layer(
    'clipped policy loss',
    policy.inputs,
    (a, b, c, d) => nn.ppoLoss(policy.tokens(a, b, c, d)).loss,
    '-weighted(torch.minimum(ratio(a, b) * c, ratio(a, b).clamp(0.8, 1.2) * c), d)',
    [1, 2],
  ),
  layer(
    'clipped share and divergence',
    policy.inputs,
    (a, b, c, d) => {
      const { clipped, divergence } = nn.ppoLoss(policy.tokens(a, b, c, d))
      return g.concat([g.reshape(clipped, [1]), g.reshape(divergence, [1])], 0)
    },
    'torch.stack([weighted((ratio(a, b) - 1).abs() > 0.2, d), weighted(ratio(a, b) - 1 - ratio(a, b).log(), d)])',
    [1, 2],
  ),
  layer(
    'group relative policy loss',
    [...policy.inputs.slice(0, 2), [2, 1], flags(2, 5), [2, 5]],
    (a, b, c, d, e) => nn.grpoLoss(policy.tokens(a, b, c, d), { reference: g.mul(e, 0.4), beta: 0.1 }).loss,
    '-weighted(torch.minimum(ratio(a, b) * c, ratio(a, b).clamp(0.8, 1.2) * c), d)' +
      ' + 0.1 * weighted(ratio(e, a) - 1 - ratio(e, a).log(), d)',
    [1, 2, 4],
  ),
  layer(
    'clipped value loss',
    [{ shape: [2, 5], kind: 'grid' }, { shape: [2, 5], kind: 'grid' }, [2, 5], flags(2, 5)],
    (values, sampled, returns, counted) =>
      nn.valueLoss({ values, sampled, returns, weights: g.cast(counted, 'float32') }),
    '0.5 * weighted(torch.maximum((a - c) ** 2, (b + (a - b).clamp(-0.2, 0.2) - c) ** 2), d)',
    [1, 2],
  ),
  layer(
    'contrastive loss',
    [
      [4, 3],
      [4, 3],
    ],
    (a, b) => nn.contrastiveLoss(a, b, 0.5),
    'clip(F.cosine_similarity(a[:, None], b[None], dim=-1) / 0.5)',
  ),
]
