/** A language model of two LSTM layers, in PyTorch's names. Legend: B batch, T time, D width, V vocabulary. */
import { gather, input, type Tensor } from '../../src/graph/index.ts'
import { crossEntropy, lstm, type Parameters, parameterNamed, project } from '../../src/nn/index.ts'
import { bias, type Family, matrix, sizes, table, token } from './family.ts'

const { vocabulary, width } = sizes

const layer = (parameters: Parameters, x_BTD: Tensor, index: number): Tensor => {
  const part = (name: string) => parameterNamed(parameters, `lstm.${name}_l${index}`)
  return lstm(x_BTD, {
    input: part('weight_ih'),
    hidden: part('weight_hh'),
    inputBias: part('bias_ih'),
    hiddenBias: part('bias_hh'),
  }).output
}

export const lstmFamily: Family = {
  name: 'lstm',
  specs: {
    'embed_tokens.weight': table(vocabulary),
    ...Object.fromEntries(
      [0, 1].flatMap(index => [
        [`lstm.weight_ih_l${index}`, matrix(4 * width, width)],
        [`lstm.weight_hh_l${index}`, matrix(4 * width, width)],
        [`lstm.bias_ih_l${index}`, bias(4 * width)],
        [`lstm.bias_hh_l${index}`, bias(4 * width)],
      ]),
    ),
    'lm_head.weight': matrix(vocabulary, width),
    'lm_head.bias': bias(vocabulary),
  },
  loss: parameters => {
    const tokens = input('tokens', ['B', 'T'], 'int32')
    const embedded = gather(parameterNamed(parameters, 'embed_tokens.weight'), tokens)
    const hidden = layer(parameters, layer(parameters, embedded, 0), 1)
    const logits = project(parameters, 'lm_head', hidden)
    return crossEntropy(logits, input('targets', ['B', 'T'], 'int32'), input('weights', ['B', 'T']))
  },
  feeds: (rows, columns) => ({
    tokens: rows.ids(columns, token),
    targets: rows.ids(columns, (row, column) => token(row, column + 1)),
    weights: rows.numbers(columns, () => 1),
  }),
}
