/**
 * T5 1.1 (Raffel et al. 2020; Shazeer 2020): encoder and decoder, RMS norms before each part, learned biases by distance
 * that all layers share, gated GELU. Legend: B batch, S source time, T target time, D width, H heads.
 */
import { add, gather, input, iota, matmul, reshape, rmsNorm, type Tensor, unsqueeze } from '../../src/graph/index.ts'
import {
  attentionBias,
  causalMask,
  crossEntropy,
  mlp,
  multiHeadAttention,
  type Parameters,
  paddingMask,
  parameterNamed,
  project,
  relativeBias,
} from '../../src/nn/index.ts'
import { type Family, gain, matrix, perLayer, present, sizes, table, token } from './family.ts'

const { vocabulary, width, heads, hidden, layers } = sizes
const buckets = 8

const attentionSpecs = (name: string) =>
  Object.fromEntries(['q', 'k', 'v', 'o'].map(part => [`${name}.${part}.weight`, matrix(width, width)]))
const blockSpecs = (at: string, attentions: readonly string[], layer: number) => ({
  ...Object.assign({}, ...attentions.map((name, i) => attentionSpecs(`${at}.layer.${i}.${name}`))),
  ...(layer > 0
    ? {}
    : {
        [`${at}.layer.0.SelfAttention.relative_attention_bias.weight`]: {
          ...table(buckets),
          shape: [buckets, heads],
        },
      }),
  ...Object.fromEntries(
    ['wi_0', 'wi_1', 'wo'].map(name => [
      `${at}.layer.${attentions.length}.DenseReluDense.${name}.weight`,
      name === 'wo' ? matrix(width, hidden) : matrix(hidden, width),
    ]),
  ),
  ...Object.fromEntries([...attentions, 'mlp'].map((_, i) => [`${at}.layer.${i}.layer_norm.weight`, gain()])),
})

export const t5Family: Family = {
  name: 't5',
  specs: {
    'shared.weight': table(vocabulary),
    ...perLayer(layer => blockSpecs(`encoder.block.${layer}`, ['SelfAttention'], layer)),
    'encoder.final_layer_norm.weight': gain(),
    ...perLayer(layer => blockSpecs(`decoder.block.${layer}`, ['SelfAttention', 'EncDecAttention'], layer)),
    'decoder.final_layer_norm.weight': gain(),
  },
  loss: parameters => {
    const source = input('source', ['B', 'S'], 'int32')
    const target = input('target', ['B', 'T'], 'int32')
    const shared = parameterNamed(parameters, 'shared.weight')
    const padding = attentionBias(paddingMask(input('present', ['B', 'S'], 'bool')))
    const causal = attentionBias(causalMask(unsqueeze(iota(target, 1), 0)))
    const distance = (stack: string, ids: Tensor) =>
      relativeBias({
        table_NH: parameterNamed(parameters, `${stack}.block.0.layer.0.SelfAttention.relative_attention_bias.weight`),
        queries_T: iota(ids, 1),
        keys_S: iota(ids, 1),
        bothWays: stack === 'encoder',
        farthest: 12,
      })
    const memory = stack(parameters, 'encoder', gather(shared, source), add(distance('encoder', source), padding))
    const self = add(distance('decoder', target), causal)
    const last = stack(parameters, 'decoder', gather(shared, target), self, { memory, padding })
    const logits = matmul(last, shared, { transposeB: true, alpha: width ** -0.5 })
    return crossEntropy(logits, input('labels', ['B', 'T'], 'int32'), input('weights', ['B', 'T']))
  },
  feeds: (rows, columns) => ({
    source: rows.ids(columns, token),
    present: rows.flags(columns, (row, column) => present(row, column, columns)),
    target: rows.ids(columns - 2, (row, column) => (column === 0 ? 0 : token(row + 1, column))),
    labels: rows.ids(columns - 2, (row, column) => token(row + 1, column + 1)),
    weights: rows.numbers(columns - 2, () => 1),
  }),
}

function stack(
  parameters: Parameters,
  name: string,
  embedded: Tensor,
  bias: Tensor,
  across?: { readonly memory: Tensor; readonly padding: Tensor },
): Tensor {
  let x = embedded
  for (let layer = 0; layer < layers; layer++) {
    const at = (part: number) => `${name}.block.${layer}.layer.${part}`
    const normed = (part: number) => norm(parameters, `${at(part)}.layer_norm`, x)
    const self = normed(0)
    x = add(x, attend(parameters, `${at(0)}.SelfAttention`, self, self, bias))
    if (across !== undefined)
      x = add(x, attend(parameters, `${at(1)}.EncDecAttention`, normed(1), across.memory, across.padding))
    const part = across === undefined ? 1 : 2
    const dense = (which: string) => (y: Tensor) => project(parameters, `${at(part)}.DenseReluDense.${which}`, y)
    x = add(x, mlp(normed(part), { gate: dense('wi_0'), up: dense('wi_1'), down: dense('wo') }, 'gelu_new'))
  }
  return norm(parameters, `${name}.final_layer_norm`, x)
}

function norm(parameters: Parameters, name: string, x: Tensor): Tensor {
  return rmsNorm(x, parameterNamed(parameters, `${name}.weight`), 1e-6)
}

function attend(parameters: Parameters, name: string, x: Tensor, other: Tensor, bias: Tensor): Tensor {
  const split = (part: string, from: Tensor) =>
    reshape(project(parameters, `${name}.${part}`, from), [...from.shape.slice(0, 2), heads, width / heads])
  const mixed = multiHeadAttention(split('q', x), split('k', other), split('v', other), { bias, scale: 1 })
  return project(parameters, `${name}.o`, mixed)
}
