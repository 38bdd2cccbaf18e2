import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRun, parseRecipe, type Run } from '../runs/index.ts'
import type { RunProgress } from './progress.ts'
import { raise } from './raise.ts'

let folder: string
let run: Run
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-raise-'))
  const texts = Array.from({ length: 12 }, (_, i) => `{"text": "The ${i}th stone was round and grey."}\n`)
  await writeFile(join(folder, 'stones.jsonl'), texts.join(''))
  run = await createRun(
    join(folder, 'run'),
    parseRecipe(
      `name: stones
stages:
  data: { kind: documents, sources: [{ uri: stones.jsonl }], filters: [normalise], validationShare: 0 }
  tokenizer: { kind: tokenizer, from: [data], vocabularySize: 270 }
  base: { kind: pretrain, steps: 2, batchSize: 1, contextLength: 8, model: { layers: 1, width: 16, heads: 1 } }`,
      'stones.yaml',
    ),
  )
})
afterEach(async () => {
  run.close()
  await rm(folder, { recursive: true })
})

async function raised(options: { stages?: readonly string[]; signal?: AbortSignal } = {}): Promise<string[]> {
  const seen: RunProgress[] = []
  await raise(run, { recipeFolder: folder, onProgress: progress => seen.push(progress), ...options })
  return seen.flatMap(event => (event.type === 'stage' ? [`${event.stage} ${event.status}`] : []))
}

test('only the stages that are asked for, and none that is done', async () => {
  expect(await raised({ stages: ['data'] })).toEqual(['data begin', 'data done'])
  expect(run.stages().map(({ status }) => status)).toEqual(['done', 'pending', 'pending'])
  expect(await raised({ stages: ['data', 'tokenizer'] })).toEqual(['data already', 'tokenizer begin', 'tokenizer done'])
  expect(run.stage('tokenizer').summary).toMatchObject({ vocabularySize: 270, seconds: expect.any(Number) })
})

test('a stage that the recipe lacks is wrong usage, and nothing is begun', async () => {
  await expect(raised({ stages: ['data', 'bass'] })).rejects.toMatchObject({
    kind: 'usage',
    message: 'Expected a stage of the recipe (data, tokenizer, base), but found "bass"',
  })
  expect(run.stage('data').status).toBe('pending')
})

test('a signal that is aborted already begins nothing', async () => {
  const reason = new Error('no')
  await expect(raised({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  expect(run.stage('data').status).toBe('pending')
})

test('a corpus without validation trains without looks', async () => {
  await raised()
  expect(run.metrics('base', 'loss')).toHaveLength(2)
  expect(run.metrics('base', 'validationLoss')).toEqual([])
  expect(run.stage('base').summary).not.toHaveProperty('validationLoss')
})

test('what a killed process left is cleared away', async () => {
  await raised({ stages: ['data', 'tokenizer'] })
  await writeFile(run.path('tokenizer', '.0123456789ab.instar-tmp'), 'half a fi')
  await raised({ stages: ['data'] })
  expect((await readdir(run.path('tokenizer'))).sort()).toEqual(['tokenizer.json', 'tokenizer_config.json'])
})

test('filters that must see all documents together are carried out in threads, and again without doing it twice', async () => {
  const page = (i: number) => `${Array.from({ length: 60 }, (_, j) => `w${(i * 37 + j * j) % 211}`).join(' ')}\n`
  const texts = [page(1), page(2), `${page(1)} and an end`, page(3)]
  await writeFile(join(folder, 'pages.jsonl'), texts.map(text => JSON.stringify({ text })).join('\n'))
  const recipe = parseRecipe(
    'name: pages\nstages: { data: { kind: documents, sources: [{ uri: pages.jsonl }], filters: [normalise, near-duplicates] } }',
    'pages.yaml',
  )
  run.close()
  run = await createRun(join(folder, 'pages'), recipe)
  expect(await raised()).toEqual(['data begin', 'data done'])
  expect(run.stage('data').summary).toMatchObject({ seen: 4, rejected: { normalise: 0, 'near-duplicates': 1 } })
  expect((await readdir(run.path('data'))).includes('work')).toBe(false)
})
