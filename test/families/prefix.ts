/** A prefix LM: a Llama whose rows begin with tokens that see each other both ways, and learns what comes after them. */
import { input } from '../../src/graph/index.ts'
import { decoderConfig, decoderInputs, decoderLoss, decoderParameters } from '../../src/models/index.ts'
import { type Family, sizes, token } from './family.ts'

const config = decoderConfig({
  style: 'llama',
  vocabularySize: sizes.vocabulary,
  contextLength: sizes.context,
  layers: sizes.layers,
  width: sizes.width,
  heads: sizes.heads,
  keyValueHeads: 2,
  headWidth: 16,
  hiddenWidth: sizes.hidden,
  tieEmbeddings: false,
})
const inPrefix = (row: number, column: number) => column < 2 + (row % 3)

export const prefixFamily: Family = {
  name: 'prefix',
  specs: decoderParameters(config),
  loss: parameters => {
    const batch = decoderInputs('B', 'T')
    return decoderLoss(config, parameters, { ...batch, prefix: input('prefix', ['B', 'T'], 'bool') })
  },
  feeds: (rows, columns) => ({
    tokens: rows.ids(columns, token),
    targets: rows.ids(columns, (row, column) => token(row, column + 1)),
    positions: rows.ids(columns, (_, column) => column),
    documents: rows.ids(columns, () => 0),
    prefix: rows.flags(columns, inPrefix),
    lossWeights: rows.numbers(columns, (row, column) => Number(!inPrefix(row, column))),
  }),
}
