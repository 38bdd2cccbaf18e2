/**
 * The Transformer of 2017 (Vaswani et al., "Attention Is All You Need"): encoder and decoder, norms after the sums,
 * sinusoidal positions, one table for all embeddings. Legend: B batch, S source time, T target time, D width, H heads.
 */
import {
  add,
  gather,
  input,
  iota,
  layerNorm,
  matmul,
  mul,
  reshape,
  type Tensor,
  unsqueeze,
} from '../../src/graph/index.ts'
import {
  addPositions,
  attentionBias,
  causalMask,
  crossEntropy,
  mlp,
  multiHeadAttention,
  type Parameters,
  paddingMask,
  parameterNamed,
  project,
  sinusoidalTable,
} from '../../src/nn/index.ts'
import { type Family, linearSpecs, normSpecs, perLayer, present, sizes, table, token } from './family.ts'

const { vocabulary, width, heads, hidden, layers, context } = sizes
const attentionSpecs = (name: string) =>
  Object.assign({}, ...['q', 'k', 'v', 'out'].map(part => linearSpecs(`${name}.${part}_proj`, width, width)))
const blockSpecs = (name: string, attentions: readonly string[]) => ({
  ...Object.assign({}, ...attentions.map(attention => attentionSpecs(`${name}.${attention}`))),
  ...linearSpecs(`${name}.linear1`, hidden, width),
  ...linearSpecs(`${name}.linear2`, width, hidden),
  ...Object.assign({}, ...[...attentions, 'mlp'].map((_, i) => normSpecs(`${name}.norm${i + 1}`))),
})

export const transformerFamily: Family = {
  name: 'transformer',
  specs: {
    'embed.weight': table(vocabulary),
    ...perLayer(layer => blockSpecs(`encoder.layers.${layer}`, ['self_attn'])),
    ...normSpecs('encoder.norm'),
    ...perLayer(layer => blockSpecs(`decoder.layers.${layer}`, ['self_attn', 'multihead_attn'])),
    ...normSpecs('decoder.norm'),
  },
  loss: parameters => {
    const source = input('source', ['B', 'S'], 'int32')
    const target = input('target', ['B', 'T'], 'int32')
    const padding = attentionBias(paddingMask(input('present', ['B', 'S'], 'bool')))
    const causal = attentionBias(causalMask(unsqueeze(iota(target, 1), 0)))
    const table_VD = parameterNamed(parameters, 'embed.weight')
    const embed = (ids: Tensor) =>
      addPositions(
        mul(gather(table_VD, ids), Math.sqrt(width)),
        sinusoidalTable(context, width),
        unsqueeze(iota(ids, 1), 0),
      )
    let memory = embed(source)
    for (let layer = 0; layer < layers; layer++) {
      const at = `encoder.layers.${layer}`
      memory = norm(
        parameters,
        `${at}.norm1`,
        add(memory, attend(parameters, `${at}.self_attn`, memory, memory, padding)),
      )
      memory = norm(parameters, `${at}.norm2`, add(memory, feedForward(parameters, at, memory)))
    }
    memory = norm(parameters, 'encoder.norm', memory)
    let x = embed(target)
    for (let layer = 0; layer < layers; layer++) {
      const at = `decoder.layers.${layer}`
      x = norm(parameters, `${at}.norm1`, add(x, attend(parameters, `${at}.self_attn`, x, x, causal)))
      x = norm(parameters, `${at}.norm2`, add(x, attend(parameters, `${at}.multihead_attn`, x, memory, padding)))
      x = norm(parameters, `${at}.norm3`, add(x, feedForward(parameters, at, x)))
    }
    const logits = matmul(norm(parameters, 'decoder.norm', x), table_VD, { transposeB: true })
    return crossEntropy(logits, input('labels', ['B', 'T'], 'int32'), input('weights', ['B', 'T']))
  },
  feeds: (rows, columns) => ({
    source: rows.ids(columns, token),
    present: rows.flags(columns, (row, column) => present(row, column, columns)),
    target: rows.ids(columns - 2, (row, column) => token(row + 1, column)),
    labels: rows.ids(columns - 2, (row, column) => token(row + 1, column + 1)),
    weights: rows.numbers(columns - 2, () => 1),
  }),
}

function norm(parameters: Parameters, name: string, x: Tensor): Tensor {
  return layerNorm(x, parameterNamed(parameters, `${name}.weight`), parameterNamed(parameters, `${name}.bias`), 1e-5)
}

/** Queries from one row, keys and values from another or the same. */
function attend(parameters: Parameters, name: string, x: Tensor, other: Tensor, bias: Tensor): Tensor {
  const split = (part: string, from: Tensor) =>
    reshape(project(parameters, `${name}.${part}_proj`, from), [...from.shape.slice(0, 2), heads, width / heads])
  const mixed = multiHeadAttention(split('q', x), split('k', other), split('v', other), { bias })
  return project(parameters, `${name}.out_proj`, mixed)
}

function feedForward(parameters: Parameters, name: string, x: Tensor): Tensor {
  const layer = (index: number) => (y: Tensor) => project(parameters, `${name}.linear${index}`, y)
  return mlp(x, { up: layer(1), down: layer(2) }, 'relu')
}
