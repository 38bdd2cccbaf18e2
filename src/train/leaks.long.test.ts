import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packDocuments } from '../data/index.ts'
import { decoderConfig, decoderInputs, decoderLoss, decoderParameters } from '../models/index.ts'
import { declareParameters } from '../nn/index.ts'
import { adamw, trainingStep } from '../optim/index.ts'
import { parseRecipe, type StageOf } from '../runs/index.ts'
import { openDevice } from '../runtime/index.ts'
import { trainDecoder } from './decoder.ts'

const contextLength = 16
const config = decoderConfig({ style: 'gpt2', layers: 2, width: 64, heads: 2, vocabularySize: 12, contextLength })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-leaks-'))
  setFlagsFromString('--expose-gc')
})
afterAll(() => rm(folder, { recursive: true }))

/** Megabytes that this process holds, garbage of this thread not counted. */
function megabytes(): number {
  runInNewContext('gc')()
  return process.memoryUsage.rss() / 2 ** 20
}

test('10,000 steps of training leave the memory as it is after the first 2,000', async () => {
  const text =
    'name: x\nstages:\n  data: { kind: documents, sources: [{ uri: x.txt }] }\n  tokenizer: { kind: tokenizer, from: [data] }\n' +
    '  base: { kind: pretrain, steps: 10000, batchSize: 8, checkpointEvery: 500, gradientAccumulation: 2, ema: {} }\n'
  const stage = parseRecipe(text, 'x.yaml').stages.base as StageOf<'pretrain'>
  const counting = Array.from({ length: 40 }, (_, start) => Int32Array.from({ length: 12 }, (_, i) => (start + i) % 12))
  const rows = packDocuments(counting, { contextLength, key: ['leaks'], separator: 0 })
  await using device = await openDevice({ threads: 1 })
  const parts = { device, config, stage, name: 'base', seed: 1, rows, validationRows: rows, notes: {} }
  const held = new Map<number, number>()
  for await (const { type, step } of trainDecoder({ ...parts, checkpoints: folder }))
    if (type === 'step' && step % 2000 === 0) held.set(step, megabytes())
  console.log('megabytes after steps', [...held])
  expect(held.get(10_000)! - held.get(2000)!).toBeLessThan(20)
})

test('200 programs that come and go leave the memory as it is after the first 100', async () => {
  await using device = await openDevice({ threads: 1 })
  const once = async () => {
    const specs = decoderParameters(config)
    const parameters = declareParameters(specs)
    const loss = decoderLoss(config, parameters, decoderInputs(8, contextLength))
    const program = await device.compile(trainingStep({ loss, specs, parameters, optimizer: adamw() }))
    await program.release()
  }
  // The heaps of both threads grow by some 100 MB before they are swept at an even pace; of 450 programs the last 300
  // took nothing more.
  for (let i = 0; i < 100; i++) await once()
  const before = megabytes()
  for (let i = 0; i < 200; i++) await once()
  const after = megabytes()
  console.log('megabytes before and after', before, after)
  expect(after - before).toBeLessThan(50)
})
