import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decoderConfig } from '../../src/models/index.ts'
import { parseRecipe, type StageOf } from '../../src/runs/index.ts'
import { openDevice } from '../../src/runtime/index.ts'
import { trainDecoder } from '../../src/train/index.ts'
import { type Rung, validationWindows } from './setting.ts'
import { type CharacterText, evenWindows, randomWindows } from './text.ts'

export interface Outcome {
  /** From a device, before anything is compiled, to the end of the last step. */
  readonly seconds: number
  readonly validationLoss: number
}

/** Trains as `instar raise` does. */
export async function trained({ stage: keys }: Rung, text: CharacterText, threads: number): Promise<Outcome> {
  const stage = pretrainStage(keys)
  const { vocabularySize, training, validation } = text
  const { contextLength } = stage
  const checkpoints = await mkdtemp(join(tmpdir(), 'instar-time-to-loss-'))
  try {
    await using device = await openDevice({ threads })
    const started = performance.now()
    let seconds = 0
    let validationLoss = Number.NaN
    for await (const event of trainDecoder({
      device,
      config: decoderConfig({ ...stage.model, contextLength, vocabularySize }),
      stage,
      name: 'base',
      seed: 1,
      rows: randomWindows(training, contextLength),
      validationRows: evenWindows(validation, contextLength, validationWindows),
      checkpoints,
      notes: {},
    })) {
      if (event.type === 'step') seconds = (performance.now() - started) / 1000
      if (event.type === 'validation') validationLoss = event.loss
    }
    return { seconds, validationLoss }
  } finally {
    await rm(checkpoints, { recursive: true, force: true })
  }
}

/** A stage of a recipe with these keys; measured once, at the end. */
function pretrainStage(keys: Rung['stage']): StageOf<'pretrain'> {
  const never = 1e6
  const base = {
    kind: 'pretrain',
    ...keys,
    evaluateEvery: never,
    evaluateBatches: Math.ceil(validationWindows / Number(keys.batchSize)),
    checkpointMinutes: never,
  }
  const stages = {
    data: { kind: 'documents', sources: [{ uri: 'books' }] },
    tokenizer: { kind: 'tokenizer', from: ['data'] },
    base,
  }
  const stage = parseRecipe(JSON.stringify({ name: 'time-to-loss', stages }), 'time-to-loss').stages.base
  return stage as StageOf<'pretrain'>
}
