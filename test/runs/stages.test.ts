import { mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readState, writeState } from '../../src/checkpoints/index.ts'
import { type RunProgress, raise } from '../../src/pipeline/index.ts'
import { createRun, openRun, parseRecipe } from '../../src/runs/index.ts'
import { fingerprint, recipeFolder } from './raised.ts'

const stages = ['data', 'conversations', 'tokenizer', 'base', 'sft', 'report']

let folder: string
let whole: Record<string, unknown>
let progress: RunProgress[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-stages-'))
  progress = await raised('whole')
  whole = await fingerprint(join(folder, 'whole'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Raises the tiny recipe in this process. @param until ends it at this event, with the error `stopped` */
async function raised(name: string, until?: (progress: RunProgress) => boolean): Promise<RunProgress[]> {
  const path = join(recipeFolder, 'recipe.yaml')
  using run = await createRun(join(folder, name), parseRecipe(await readFile(path, 'utf8'), path))
  const controller = new AbortController()
  const seen: RunProgress[] = []
  await raise(run, {
    recipeFolder,
    signal: controller.signal,
    onProgress: event => {
      seen.push(event)
      if (until?.(event)) controller.abort(stopped)
    },
  })
  return seen
}

const stopped = new Error('stopped')
const atStep = (stage: string, step: number) => (event: RunProgress) =>
  event.type === 'training' && event.stage === stage && event.event.step === step
const kinds = (events: readonly RunProgress[]) =>
  events.flatMap(event => (event.type === 'stage' ? [`${event.stage} ${event.status}`] : []))

describe('a raised recipe', () => {
  test('begins and ends its stages in their order', () => {
    expect(kinds(progress)).toEqual(stages.flatMap(stage => [`${stage} begin`, `${stage} done`]))
    const training = progress.flatMap(event => (event.type === 'training' && event.stage === 'sft' ? [event] : []))
    expect(training.filter(({ event }) => event.type === 'step')).toHaveLength(80)
    expect(training.map(({ event }) => event.type)).toEqual(
      expect.arrayContaining(['step', 'validation', 'sample', 'checkpoint']),
    )
    expect(training.at(-1)).toMatchObject({ steps: 80, secondsLeft: 0 })
  })

  test('says in run.db what each stage came to', async () => {
    using run = await openRun(join(folder, 'whole'))
    expect(run.stage('data').summary).toMatchObject({ seen: 33, rejected: { duplicates: 1 } })
    expect(run.stage('conversations').summary).toMatchObject({ kinds: { identity: 120, sum: expect.any(Number) } })
    expect(run.stage('base').summary).toMatchObject({ steps: 80, tokens: 80 * 4 * 64, parameters: expect.any(Number) })
    const losses = run.metrics('sft', 'loss').map(({ value }) => value)
    expect(run.stage('sft').summary).toMatchObject({ loss: losses.at(-1), validationLoss: expect.any(Number) })
    expect(losses.at(-1)).toBeLessThan(losses[0]!)
    expect(run.stage('report').summary).toMatchObject({ questions: expect.any(Number), scores: expect.any(Array) })
  })

  test('leaves a report, models, and no checkpoints', async () => {
    const names = await readdir(join(folder, 'whole'))
    expect(names).toEqual(expect.arrayContaining([...stages, 'report.html', 'report.md', 'report.zh-CN.md']))
    expect(await readdir(join(folder, 'whole/checkpoints'))).toEqual([])
  })

  test('raised again does nothing', async () => {
    expect(await raised('whole')).toMatchObject(stages.map(stage => ({ type: 'stage', stage, status: 'already' })))
    expect(await fingerprint(join(folder, 'whole'))).toEqual(whole)
  })

  test('stopped in every stage and gone on with, it is the same', async () => {
    const inStage = (stage: string) => (event: RunProgress) =>
      event.stage === stage && (event.type === 'training' || event.type === 'work')
    const moments = [
      (event: RunProgress) => event.type === 'stage' && event.stage === 'data',
      inStage('data'),
      (event: RunProgress) => event.type === 'stage' && event.stage === 'conversations',
      inStage('tokenizer'),
      inStage('base'),
      atStep('base', 33),
      atStep('base', 80),
      inStage('sft'),
      atStep('sft', 50),
      inStage('report'),
    ]
    for (const moment of moments) await expect(raised('stopped', moment)).rejects.toBe(stopped)
    await raised('stopped')
    expect(await fingerprint(join(folder, 'stopped'))).toEqual(whole)
  })
})

describe('a checkpoint', () => {
  const path = async (name: string) => {
    const checkpoints = join(folder, name, 'checkpoints')
    return join(checkpoints, (await readdir(checkpoints)).sort().at(-1)!)
  }

  test('of another environment is gone on from, and the run says so', async () => {
    await expect(raised('moved', atStep('base', 20))).rejects.toBe(stopped)
    const file = await path('moved')
    const { tensors, notes } = await readState(file)
    await writeState(file, tensors, { ...notes, onnxruntime: '0.9', threads: '99' })
    const stop = atStep('base', 22)
    const seen: RunProgress[] = []
    await expect(raised('moved', event => seen.push(event) > 0 && stop(event))).rejects.toBe(stopped)
    const changes = [
      { name: 'onnxruntime', before: '0.9', now: notes.onnxruntime },
      { name: 'threads', before: '99', now: notes.threads },
    ]
    expect(seen.find(({ type }) => type === 'resumed')).toEqual({
      ...{ type: 'resumed', stage: 'base', step: 20, steps: 80 },
      changes,
    })
    using run = await openRun(join(folder, 'moved'))
    expect(run.events().find(({ kind }) => kind === 'environment')).toMatchObject({
      stage: 'base',
      data: { step: 20, changes },
    })
  })

  test('that is cut is named and left alone; without it the run goes on from the one before', async () => {
    await expect(raised('cut', atStep('sft', 20))).rejects.toBe(stopped)
    const file = await path('cut')
    await truncate(file, 500)
    const seen: RunProgress[] = []
    await expect(raised('cut', event => seen.push(event) < 0)).rejects.toThrow(
      `${file} is not a whole safetensors file`,
    )
    await expect(raised('cut')).rejects.toThrow('delete this file to go on from step 14 (sft-00000014.safetensors)')
    expect(await path('cut')).toBe(file)
    await rm(file)
    const after = await raised('cut')
    expect(after.find(({ type }) => type === 'resumed')).toMatchObject({ stage: 'sft', step: 14, changes: [] })
    expect(await fingerprint(join(folder, 'cut'))).toEqual(whole)
  })
})
