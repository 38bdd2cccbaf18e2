/**
 * BERT (Devlin et al. 2019) with both of its tasks: words that are hidden, and whether a second text follows the first.
 * Legend: B batch, T time, D width.
 */
import {
  add,
  exactGelu,
  gather,
  input,
  iota,
  layerNorm,
  matmul,
  reshape,
  type Tensor,
  tanh,
  unsqueeze,
} from '../../src/graph/index.ts'
import {
  addPositions,
  attentionBias,
  crossEntropy,
  mlp,
  multiHeadAttention,
  type Parameters,
  paddingMask,
  parameterNamed,
  poolAt,
  project,
} from '../../src/nn/index.ts'
import { bias, type Family, linearSpecs, normSpecs, perLayer, present, sizes, table, token } from './family.ts'

const { vocabulary, width, heads, hidden, layers, context } = sizes
/** The id that stands for a hidden word. */
const mask = 1
const isHidden = (row: number, column: number) => (row + column) % 4 === 0

export const bertFamily: Family = {
  name: 'bert',
  specs: {
    'bert.embeddings.word_embeddings.weight': table(vocabulary),
    'bert.embeddings.position_embeddings.weight': table(context),
    'bert.embeddings.token_type_embeddings.weight': table(2),
    ...normSpecs('bert.embeddings.LayerNorm'),
    ...perLayer(layer => {
      const at = `bert.encoder.layer.${layer}`
      return {
        ...linearSpecs(`${at}.attention.self.query`, width, width),
        ...linearSpecs(`${at}.attention.self.key`, width, width),
        ...linearSpecs(`${at}.attention.self.value`, width, width),
        ...linearSpecs(`${at}.attention.output.dense`, width, width),
        ...normSpecs(`${at}.attention.output.LayerNorm`),
        ...linearSpecs(`${at}.intermediate.dense`, hidden, width),
        ...linearSpecs(`${at}.output.dense`, width, hidden),
        ...normSpecs(`${at}.output.LayerNorm`),
      }
    }),
    ...linearSpecs('bert.pooler.dense', width, width),
    'cls.predictions.bias': bias(vocabulary),
    ...linearSpecs('cls.predictions.transform.dense', width, width),
    ...normSpecs('cls.predictions.transform.LayerNorm'),
    ...linearSpecs('cls.seq_relationship', 2, width),
  },
  loss: parameters => {
    const tokens = input('tokens', ['B', 'T'], 'int32')
    const places = unsqueeze(iota(tokens, 1), 0)
    const visible = attentionBias(paddingMask(input('present', ['B', 'T'], 'bool')))
    const words = parameterNamed(parameters, 'bert.embeddings.word_embeddings.weight')
    const named = (name: string) => parameterNamed(parameters, `bert.embeddings.${name}_embeddings.weight`)
    const placed = addPositions(gather(words, tokens), named('position'), places)
    const embedded = add(placed, gather(named('token_type'), input('segments', ['B', 'T'], 'int32')))
    let x = norm(parameters, 'bert.embeddings.LayerNorm', embedded)
    for (let layer = 0; layer < layers; layer++) {
      const at = `bert.encoder.layer.${layer}`
      const split = (name: string) =>
        reshape(project(parameters, `${at}.attention.self.${name}`, x), ['B', 'T', heads, width / heads])
      const mixed = multiHeadAttention(split('query'), split('key'), split('value'), { bias: visible })
      const attended = project(parameters, `${at}.attention.output.dense`, mixed)
      x = norm(parameters, `${at}.attention.output.LayerNorm`, add(x, attended))
      const dense = (name: string) => (y: Tensor) => project(parameters, `${at}.${name}.dense`, y)
      const further = mlp(x, { up: dense('intermediate'), down: dense('output') }, 'gelu')
      x = norm(parameters, `${at}.output.LayerNorm`, add(x, further))
    }
    const raised = exactGelu(project(parameters, 'cls.predictions.transform.dense', x))
    const normed = norm(parameters, 'cls.predictions.transform.LayerNorm', raised)
    const logits = add(matmul(normed, words, { transposeB: true }), parameterNamed(parameters, 'cls.predictions.bias'))
    const pooled = tanh(project(parameters, 'bert.pooler.dense', poolAt(x, places, 0)))
    const follows = project(parameters, 'cls.seq_relationship', pooled)
    const ones = input('ones', ['B', 1])
    const order = crossEntropy(unsqueeze(follows, 1), input('order', ['B', 1], 'int32'), ones)
    return add(crossEntropy(logits, input('labels', ['B', 'T'], 'int32'), input('weights', ['B', 'T'])), order)
  },
  feeds: (rows, columns) => ({
    tokens: rows.ids(columns, (row, column) => (isHidden(row, column) ? mask : token(row, column))),
    segments: rows.ids(columns, (_, column) => (column < 5 ? 0 : 1)),
    present: rows.flags(columns, (row, column) => present(row, column, columns)),
    labels: rows.ids(columns, token),
    weights: rows.numbers(columns, (row, column) => Number(isHidden(row, column) && present(row, column, columns))),
    order: rows.ids(1, row => row % 2),
    ones: rows.numbers(1, () => 1),
  }),
}

function norm(parameters: Parameters, name: string, x: Tensor): Tensor {
  return layerNorm(x, parameterNamed(parameters, `${name}.weight`), parameterNamed(parameters, `${name}.bias`), 1e-12)
}
