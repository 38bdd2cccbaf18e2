import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { batches, packConversations, packDocuments, type RowSource } from '../data/index.ts'
import { decoderConfig, decoderInputs, decoderLoss, decoderParameters } from '../models/index.ts'
import { declareParameters, initialise } from '../nn/index.ts'
import { parseRecipe, type StageOf } from '../runs/index.ts'
import { type Device, openDevice } from '../runtime/index.ts'
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
  const losses = events.flatMap(event => (event.type === 'step' ? [event.loss] : []))
  return { events, losses, weights: await weightsOn(device) }
}

async function weightsOn(device: Device): Promise<string> {
  const hash = createHash('sha256')
  for (const { data } of Object.values(await device.read(Object.keys(decoderParameters(config))))) hash.update(data)
  return hash.digest('hex')
}

describe('training a decoder', () => {
  test.each([
    'kind: muon',
    'kind: adamw',
    'kind: sgd, learningRate: 1, nesterov: true',
    'kind: lion, learningRate: 0.001',
  ])('200 steps with %s learn to count', async optimizer => {
    const keys = `steps: 200, optimizer: { ${optimizer} }, evaluateEvery: 200`
    const { losses, events } = await train(keys, documents, { validationRows: documents })
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

  test.each([
    ['documents', documents],
    ['conversations', conversations],
  ])('micro-batches train on %s as the whole batch does', async (_, rows) => {
    const keys = 'steps: 12, zLoss: 1e-3'
    const whole = await train(keys, rows, { validationRows: documents })
    const parts = await train(`${keys}, gradientAccumulation: 4`, rows, { validationRows: documents })
    for (const [index, loss] of whole.losses.entries()) expect(parts.losses[index]).toBeCloseTo(loss, 4)
    const measured = ({ events }: Trained) =>
      (events.find(({ type }) => type === 'validation') as { loss: number }).loss
    expect(measured(parts)).toBeCloseTo(measured(whole), 4)
  })

  test('int8 learns as float32 does, ends in the same bits when gone on with, and is validated in float32', async () => {
    const keys = 'steps: 40, evaluateEvery: 40, checkpointEvery: 30, zLoss: 1e-3'
    const over = { validationRows: documents, checkpoints: join(folder, 'int8') }
    const wide = await train(keys, documents, { validationRows: documents })
    const int8 = await train(`${keys}, precision: int8`, documents, over)
    expect(int8.losses[0]).toBeCloseTo(wide.losses[0]!, 2)
    expect(int8.losses).not.toEqual(wide.losses)
    const measured = ({ events }: Trained) =>
      (events.find(({ type }) => type === 'validation') as { loss: number }).loss
    expect(Math.abs(measured(int8) / measured(wide) - 1)).toBeLessThan(0.02)

    await rm(join(folder, 'int8', 'base-00000040.safetensors'))
    const resumed = await train(`${keys}, precision: int8`, documents, over)
    expect(resumed.losses).toEqual(int8.losses.slice(30))
    expect(resumed.weights).toBe(int8.weights)
    const parts = await train(`${keys}, precision: int8, gradientAccumulation: 2`, documents)
    expect(parts.losses[0]).toBeCloseTo(int8.losses[0]!, 2)
  })

  test('averages of the weights are validated and left as the weights; training is the same with them', async () => {
    const keys = 'steps: 40, evaluateEvery: 40, checkpointEvery: 30, schedule: constant'
    const over = { validationRows: documents }
    const plain = await train(keys, documents, over)
    const last = await train(`${keys}, ema: { decay: 0.9, use: last }`, documents, over)
    expect(last).toMatchObject({ losses: plain.losses, weights: plain.weights })

    const checkpoints = join(folder, 'averages')
    const averaged = await train(`${keys}, ema: { decay: 0.9 }`, documents, { ...over, checkpoints })
    expect(averaged.losses).toEqual(plain.losses)
    expect(averaged.weights).not.toBe(plain.weights)
    const measured = ({ events }: Trained) =>
      (events.find(({ type }) => type === 'validation') as { loss: number }).loss
    expect(measured(averaged)).toBeLessThan(2)
    expect(measured(averaged)).not.toBe(measured(plain))

    await rm(join(checkpoints, 'base-00000040.safetensors'))
    const resumed = await train(`${keys}, ema: { decay: 0.9 }`, documents, { ...over, checkpoints })
    expect(resumed.losses).toEqual(plain.losses.slice(30))
    expect(resumed.weights).toBe(averaged.weights)
    expect(measured(resumed)).toBe(measured(averaged))
  })

  test('weights to start from are taken, all else begins by the seed', async () => {
    const specs = decoderParameters(config)
    const start = initialise(specs, 'elsewhere')
    const started = await train('steps: 1', documents, { start: async () => start })
    expect(started.losses[0]).not.toBe((await train('steps: 1', documents)).losses[0])
    expect(started.losses[0]).toBe(
      (await train('steps: 1', documents, { start: async () => start, seed: 9 })).losses[0],
    )
  })
})

describe('a training that cannot go well', () => {
  /** Trains until it throws; the message, and the weights that are left on the device. */
  async function broken(keys: string, over: Partial<DecoderTraining> = {}): Promise<{ message: string; left: string }> {
    await using device = await openDevice({ threads: 1 })
    const parts = { device, config, stage: stage(keys), name: 'base', seed: 1, rows: documents, notes: {} }
    const events = trainDecoder({ ...parts, checkpoints: join(folder, String(trainings++)), ...over })
    const message = await Array.fromAsync(events).then(
      () => 'nothing was thrown',
      (error: Error) => error.message,
    )
    return { message, left: await weightsOn(device).catch(() => 'none') }
  }
  const exploding = 'schedule: constant, optimizer: { kind: sgd, learningRate: 1000 }, clip: 0, warmupSteps: 0'

  test.each(['', ', gradientAccumulation: 2'])(
    'names step, layer and checkpoint, weights as they were (%s)',
    async more => {
      const replayed: number[] = []
      const { message, left } = await broken(`steps: 30, checkpointEvery: 1, ${exploding}${more}`, {
        onReplay: done => replayed.push(done),
      })
      const [, step, where, saved] =
        /^Expected a finite (?:loss|gradient norm), found .* at step (\d+)\. It begins in (.*)\. The last good checkpoint is that of step (\d+);/.exec(
          message,
        )!
      expect(Number(saved)).toBe(Number(step) - 1)
      expect(where).toMatch(/^(gradient of )?(layers\.0\.(attention|mlp)|embedding|norm|head|loss|model\.)/)
      expect(replayed).toEqual([])
      const before = await train(`steps: ${saved}, ${exploding}${more}`, documents)
      expect(left).toBe(before.weights)
    },
  )

  test('takes the steps since the last checkpoint again to get there', async () => {
    const replayed: number[] = []
    const { message, left } = await broken(`steps: 30, ${exploding}`, { onReplay: done => replayed.push(done) })
    const step = Number(/at step (\d+)/.exec(message)![1])
    expect(message).toContain('There is no checkpoint before it')
    expect(replayed).toEqual(Array.from({ length: step - 1 }, (_, done) => done))
    expect(left).toBe((await train(`steps: ${step - 1}, ${exploding}`, documents)).weights)
  })

  test('names weights that were no numbers before it began', async () => {
    const start = initialise(decoderParameters(config), 'elsewhere')
    start['model.layers.0.mlp.up_proj.weight']!.data[3] = Number.NaN
    const { message } = await broken('steps: 3', { start: async () => start })
    expect(message).toContain('at step 1. It begins in model.layers.0.mlp.up_proj.weight (parameter). There is no')
  })

  test('a checkpoint of another optimizer is refused by name', async () => {
    const checkpoints = join(folder, 'other')
    await train('steps: 4, checkpointEvery: 2', documents, { checkpoints })
    const { message } = await broken('steps: 8, optimizer: { kind: adamw }', { checkpoints })
    expect(message).toMatch(
      /^Expected optimizer\..* in the checkpoint of step 4, but found .*: it is of another model, optimizer or version/,
    )
  })

  test('too little memory is said before anything is computed', async () => {
    const huge = { ...config, vocabularySize: 2_000_000, width: 65_536 }
    const { message } = await broken('steps: 3', { config: huge })
    expect(message).toMatch(/^Expected about [\d.]+ GB of memory for this training \(weights 976.7 GB, optimizer /)
  })
})
