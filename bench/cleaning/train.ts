/**
 * Trains one model on one arm's corpus, on one thread, and scores it on the held-out texts. The order comes as a JSON
 * value in the first argument; the result is a line of JSON on standard output.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packDocuments } from '../../src/data/index.ts'
import { bitsPerByte } from '../../src/evals/index.ts'
import { modelOnDevice } from '../../src/generate/index.ts'
import { decoderConfig } from '../../src/models/index.ts'
import { parseRecipe } from '../../src/runs/index.ts'
import { openDevice } from '../../src/runtime/index.ts'
import { loadTokenizer } from '../../src/tokenizers/index.ts'
import { trainDecoder } from '../../src/train/index.ts'
import { type Arm, armTexts } from './arms.ts'
import type { HeldOutText } from './held-out.ts'
import { heldOutFile, vocabularySize } from './prepare.ts'

export interface TrainingOrder {
  readonly folder: string
  readonly arm: Arm
  readonly seed: number
  readonly tokens: number
}

/** Nats and bytes of held-out texts that belong together. */
export interface HeldOutScore {
  readonly set: HeldOutText['set']
  readonly language: HeldOutText['language']
  readonly origin: string
  readonly nats: number
  readonly bytes: number
}

export interface TrainingResult extends Omit<TrainingOrder, 'folder'> {
  readonly parameters: number
  /** Times that the corpus was read. */
  readonly epochs: number
  /** Of the corpus: what the tokens trained on were worth. */
  readonly bytesPerToken: number
  readonly trainingLoss: number
  readonly seconds: number
  readonly scores: readonly HeldOutScore[]
}

const order = JSON.parse(process.argv[2]!) as TrainingOrder
const { folder, arm, seed, tokens } = order
const recipe = `name: cleaning
stages:
  data: { kind: documents, sources: [{ uri: x }] }
  tokenizer: { kind: tokenizer, from: [data] }
  base:
    kind: pretrain
    model: { layers: 4, width: 128, heads: 2, tieEmbeddings: true }
    contextLength: 256
    batchSize: 8
    tokens: ${tokens}
    checkpointMinutes: 60`
const stage = parseRecipe(recipe, 'cleaning').stages.base!
if (stage.kind !== 'pretrain') throw new Error('Expected a stage of pretraining')

const began = performance.now()
const chat = await loadTokenizer(join(folder, 'tokenizer'))
const texts = await armTexts(folder, arm)
let bytes = 0
let count = 0
const documents: Int32Array[] = []
for (const { text } of texts) {
  if (count > 4 * tokens) break // an order drawn by chance: no more is needed, or held in memory
  const ids = chat.tokenizer.encode(text)
  documents.push(ids)
  bytes += Buffer.byteLength(text)
  count += ids.length
}
const separator = chat.tokenizer.tokenId('<|endoftext|>')!
const { contextLength } = stage
const rows = packDocuments(documents, { contextLength, key: ['cleaning', seed], separator })

const config = decoderConfig({ ...stage.model, contextLength, vocabularySize })
await using device = await openDevice({ threads: 1 })
const checkpoints = await mkdtemp(join(tmpdir(), 'instar-cleaning-'))
const losses: number[] = []
let parameters = 0
const training = { device, config, stage, name: 'base', seed, rows, checkpoints, notes: {} }
for await (const event of trainDecoder({ ...training, onStart: start => (parameters = start.parameters) }))
  if (event.type === 'step') losses.push(event.loss)
await rm(checkpoints, { recursive: true })

await using model = modelOnDevice({ device, config, tokenizer: chat })
const heldOut: HeldOutText[] = JSON.parse(await readFile(join(folder, heldOutFile), 'utf8'))
const groups = Map.groupBy(heldOut, ({ set, origin }) => `${set} ${origin}`)
const scores: HeldOutScore[] = []
for (const group of groups.values()) {
  const { set, language, origin } = group[0]!
  const { nats, bytes } = await bitsPerByte(
    model,
    group.map(({ text }) => text),
  )
  scores.push({ set, language, origin, nats, bytes })
}
const last = losses.slice(-20)
const result: TrainingResult = {
  ...{ arm, seed, tokens, parameters },
  epochs: tokens / rows.targetCount,
  bytesPerToken: bytes / count,
  trainingLoss: last.reduce((sum, loss) => sum + loss, 0) / last.length,
  seconds: (performance.now() - began) / 1000,
  scores,
}
console.log(JSON.stringify(result))
