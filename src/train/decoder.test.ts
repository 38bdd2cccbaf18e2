import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { batches, packConversations, packDocuments, type RowSource } from '../data/index.ts'
import { decoderConfig, decoderInputs, decoderLoss, decoderParameters } from '../models/index.ts'
import { declareParameters, initialise } from '../nn/index.ts'
import { parseRecipe, type StageOf } from '../runs/index.ts'
import { openDevice } from '../runtime/index.ts'
import { type DecoderTraining, trainDecoder } from './decoder.ts'
import type { TrainingEvent } from './loop.ts'

const contextLength = 16
const config = decoderConfig({
  style: 'qwen3',
  layers: 1,
  width: 32,
  heads: 2,
  vocabularySize: 12,
  contextLength,
  ropeTheta: 10_000,
  tieEmbeddings: false,
})

/** Documents that count: 1 2 3 …, from a random start, so that there is something to learn. */
const counting = Array.from({ length: 40 }, (_, start) =>
  Int32Array.from({ length: 5 + (start % 8) }, (_, i) => 1 + ((start + i) % 11)),
)
const documents = packDocuments(counting, { contextLength, key: ['test'], separator: 0 })
/** The same as conversations in which only the last two tokens count. */
const conversations = packConversations(
  counting.map(ids => ({ ids, assistant: ids.map((_, i) => Number(i >= ids.length - 2)) })),
  { contextLength, key: ['test'] },
)

function stage(keys: string): StageOf<'pretrain'> {
  const text = `name: x\nstages:\n  data: { kind: documents, sources: [{ uri: x.txt }] }\n  tokenizer: { kind: tokenizer, from: [data] }\n  base: { kind: pretrain, batchSize: 4, ${keys} }\n`
  return parseRecipe(text, 'x.yaml').stages.base as StageOf<'pretrain'>
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-train-'))
})
afterAll(() => rm(folder, { recursive: true }))

let trainings = 0
interface Trained {
  readonly events: readonly TrainingEvent[]
  readonly losses: readonly number[]
  readonly weights: string
}

/** Trains in a folder of its own, unless one is given, and gives a hash of all weights. */
async function train(keys: string, rows: RowSource, over: Partial<DecoderTraining> = {}): Promise<Trained> {
  await using device = await openDevice({ threads: 1 })
  const events: TrainingEvent[] = []
  const checkpoints = join(folder, String(trainings++))
  const parts = { device, config, stage: stage(keys), name: 'base', seed: 1, rows, checkpoints, notes: { a: 'b' } }
  for await (const event of trainDecoder({ ...parts, ...over })) events.push(event)
  const hash = createHash('sha256')
  for (const { data } of Object.values(await device.read(Object.keys(decoderParameters(config))))) hash.update(data)
  const losses = events.flatMap(event => (event.type === 'step' ? [event.loss] : []))
  return { events, losses, weights: hash.digest('hex') }
}

describe('training a decoder', () => {
  test.each(['muon', 'adamw'])('200 steps with %s learn to count', async kind => {
    const { losses, events } = await train(`steps: 200, optimizer: { kind: ${kind} }, evaluateEvery: 200`, documents, {
      validationRows: documents,
    })
    expect(losses).toHaveLength(200)
    expect(losses[0]).toBeCloseTo(Math.log(12), 0)
    // The first token of a document and its length cannot be known; all else can.
    expect(losses.at(-1)).toBeLessThan(0.8)
    const validation = events.find(({ type }) => type === 'validation') as { loss: number }
    expect(validation.loss).toBeLessThan(0.8)
  })

  test('the same seed gives the same bits, another seed others', async () => {
    const first = await train('steps: 12', documents)
    expect(await train('steps: 12', documents)).toMatchObject({ losses: first.losses, weights: first.weights })
    expect((await train('steps: 12', documents, { seed: 2 })).weights).not.toBe(first.weights)
  })

  test('broken off and gone on with, it ends in the same bits', async () => {
    const whole = await train('steps: 12', conversations)
    const checkpoints = join(folder, 'broken')
    const controller = new AbortController()
    const reason = new Error('stop')
    const keys = 'steps: 12, checkpointEvery: 3'
    const stopped = train(keys, conversations, {
      checkpoints,
      signal: controller.signal,
      beforeSave: () => controller.abort(reason),
    })
    await expect(stopped).rejects.toBe(reason)
    expect(await readdir(checkpoints)).toEqual(['base-00000003.safetensors'])

    const starts: unknown[] = []
    const rest = await train(keys, conversations, { checkpoints, onStart: start => starts.push(start) })
    expect(starts).toEqual([{ step: 3, steps: 12, parameters: expect.any(Number), notes: { a: 'b' } }])
    expect(rest.losses).toEqual(whole.losses.slice(3))
    expect(rest.weights).toBe(whole.weights)
  })

  test('logits for the counted places alone give the loss of all places', async () => {
    const { losses } = await train('steps: 1', conversations)
    await using device = await openDevice({ threads: 1 })
    const specs = decoderParameters(config)
    await device.write(initialise(specs, 1, 'base'))
    const { shape, ...batch } = batches(conversations, 4).batch(0)
    expect(batch.lossWeights.filter(weight => weight > 0).length).toBeLessThan(0.8 * 4 * contextLength)
    const loss = decoderLoss(config, declareParameters(specs), decoderInputs(...shape))
    const program = await device.compile({ outputs: { loss }, updates: new Map() })
    const feeds = Object.fromEntries(Object.entries(batch).map(([name, data]) => [name, { shape, data }]))
    const full = (await program.run(feeds)).loss!.data[0] as number
    expect(Math.abs(losses[0]! - full)).toBeLessThan(1e-6)
  })

  test('weights to start from are taken, all else begins by the seed', async () => {
    const specs = decoderParameters(config)
    const start = initialise(specs, 'elsewhere')
    const started = await train('steps: 1', documents, { start })
    expect(started.losses[0]).not.toBe((await train('steps: 1', documents)).losses[0])
    expect(started.losses[0]).toBe((await train('steps: 1', documents, { start, seed: 9 })).losses[0])
  })
})
