import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { random } from '../../random/index.ts'
import { parseRecipe, type StageOf } from '../../runs/index.ts'
import { createFilters } from '../filters/index.ts'
import { buildDocuments, readDocuments, readManifest, readObservations, readRejects } from '../shards/index.ts'
import { openSource } from '../sources/index.ts'
import { cleanDocuments } from './clean.ts'

let folder: string
/** Texts of a few files; some repeat others, in whole, nearly, or line by line. */
const words = (key: string, count: number) => {
  const draws = random('clean', key)
  return Array.from({ length: count }, () => `w${draws.integer(3000).toString(36)}`).join(' ')
}
const page = (key: string) => `${words(`${key}a`, 80)}.\n${words(`${key}b`, 80)}.`
const footer = 'This line stands below every page of the site, and says nothing that a reader would want to know.'
const files: Record<string, string[]> = {
  'a.jsonl': ['1', '2', '3', '4', '5'].map(page),
  'b.jsonl': [page('6'), page('2').toUpperCase(), `${page('7')}\n${footer}`, `${page('1')} and an end`, page('8')],
  'c.jsonl': [`${page('9')}\n${footer}`, page('10').replace('.', ' '), footer, `${page('1')} another end`, page('11')],
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-clean-'))
  await mkdir(join(folder, 'in'))
  for (const [name, texts] of Object.entries(files))
    await writeFile(join(folder, 'in', name), texts.map(text => `${JSON.stringify({ text })}\n`).join(''))
})
afterAll(() => rm(folder, { recursive: true }))

const settings = (filters: readonly string[], more: object = {}) => {
  const stage = {
    kind: 'documents',
    sources: [{ uri: 'in' }],
    filters,
    validationShare: 0.2,
    shardDocuments: 3,
    ...more,
  }
  const recipe = parseRecipe(JSON.stringify({ name: 'x', stages: { data: stage } }), 'x')
  const { kind: _, synthesis: __, ...settings } = recipe.stages.data as StageOf<'documents'>
  return { ...settings, baseFolder: folder }
}
const clean = (name: string, filters: readonly string[], more: object = {}, stage: object = {}) =>
  cleanDocuments({ ...settings(filters, stage), folder: join(folder, name), threads: 0, partBytes: 100, ...more })
const ids = async (name: string) => {
  const all = []
  for (const split of ['train', 'validation'] as const)
    for await (const { id } of readDocuments(join(folder, name), split)) all.push(short(id))
  return all.sort()
}
const short = (id: string) => id.replace(/^in#(.*)\.jsonl:(\d+):text$/, '$1$2')
const rejects = async (name: string, filter: string) => {
  const all: [string, string | undefined][] = []
  for await (const { document, rejection } of readRejects(join(folder, name), filter))
    all.push([short(document.id), rejection.detail && short(rejection.detail)])
  return all
}
/** Every file of a folder with its bytes. */
const fingerprint = async (name: string) => {
  const names = await readdir(join(folder, name), { recursive: true, withFileTypes: true })
  const hashed = names
    .filter(entry => entry.isFile())
    .map(async entry => {
      const path = join(entry.parentPath, entry.name)
      return `${path.slice(join(folder, name).length)} ${createHash('sha256')
        .update(await readFile(path))
        .digest('hex')}`
    })
  return (await Promise.all(hashed)).sort()
}

describe('cleanDocuments', () => {
  test('filters as one stream does, and keeps every document in its split', async () => {
    const { filters, ...rest } = settings(['normalise', 'gopher', 'duplicates'])
    const manifest = await clean('shared', ['normalise', 'gopher', 'duplicates'])
    const single = await buildDocuments({
      documents: openSource({ uri: 'in' }, { baseFolder: folder }),
      filters: await createFilters(filters, { ...rest, baseFolder: folder }),
      folder: join(folder, 'single'),
      validationShare: 0.2,
      shardDocuments: 3,
    })
    expect(await ids('shared')).toEqual(await ids('single'))
    const { plan, train, validation, ...facts } = manifest
    expect(plan).toMatch(/^[0-9a-f]{64}$/)
    expect(single).toMatchObject(facts)
    for (const [split, expected] of [
      [train, single.train],
      [validation, single.validation],
    ] as const)
      expect(split).toMatchObject({ documents: expected.documents, textBytes: expected.textBytes })
    const observations = await readObservations(join(folder, 'shared'))
    for (const filter of observations.filters) delete filter.clusters
    expect(observations).toEqual(await readObservations(join(folder, 'single')))
    expect(await readdir(join(folder, 'shared'))).not.toContain('work')
  })

  test('of near-duplicates the first stays, whatever lies between; the others name it', async () => {
    await clean('near', ['duplicates', 'near-duplicates'])
    expect(await rejects('near', 'duplicates')).toEqual([['b1', 'a1']])
    expect(await rejects('near', 'near-duplicates')).toEqual([
      ['b3', 'a0'],
      ['c3', 'a0'],
    ])
    const { filters } = await readObservations(join(folder, 'near'))
    expect(filters.map(({ clusters }) => clusters?.sizes)).toEqual([{ 2: 1 }, { 3: 1 }])
    const [largest] = filters[1]!.clusters!.largest
    expect(largest!.documents.map(({ id }) => short(id))).toEqual(['a0', 'b3', 'c3'])
    expect(largest!.documents[1]!.text).toContain(words('1a', 80))
  })

  test('lines that stood in an earlier document are cut; what was nothing else goes', async () => {
    await clean('lines', ['duplicate-lines'], {}, { validationShare: 0 })
    expect(await rejects('lines', 'duplicate-lines')).toEqual([
      ['b1', undefined],
      ['c2', undefined],
    ])
    const texts = new Map<string, string>()
    for await (const { id, text } of readDocuments(join(folder, 'lines'), 'train')) texts.set(short(id), text)
    expect(texts.get('b2')).toContain(footer)
    expect(texts.get('c0')).toBe(page('9'))
    expect(texts.get('b3')).toBe(`${words('1b', 80)}. and an end`)
  })

  test('however many threads and processes share the work, the bytes are the same', async () => {
    const filters = ['normalise', 'gopher', 'duplicates', 'duplicate-lines', 'c4', 'near-duplicates']
    await clean('one', filters)
    await Promise.all([0, 1, 2].map(index => clean('three', filters, { threads: index, task: { index, count: 3 } })))
    expect(await fingerprint('three')).toEqual(await fingerprint('one'))
    expect(await clean('one', filters)).toEqual(await readManifest(join(folder, 'one')))
  })

  test('stopped, it goes on and ends in the same bytes', async () => {
    const filters = ['gopher', 'duplicates', 'near-duplicates']
    await clean('whole', filters)
    for (const checks of [1, 3, 6]) {
      const { signal } = new AbortController()
      let left = checks
      // Counts looks instead of milliseconds: a fast machine would be done before any timer.
      signal.throwIfAborted = () => {
        if (left-- === 0) throw new Error('stop')
      }
      await expect(clean('stopped', filters, { signal })).rejects.toThrow('stop')
    }
    await clean('stopped', filters)
    expect(await fingerprint('stopped')).toEqual(await fingerprint('whole'))
  })

  test('a folder with other work, finished or not, is left alone', async () => {
    await expect(clean('near', ['gopher'])).rejects.toThrow(/to hold the result of the same command/)
    const signal = AbortSignal.abort(new Error('stop'))
    await expect(clean('other', ['gopher'], { signal })).rejects.toThrow('stop')
    await expect(clean('other', ['c4'])).rejects.toThrow(/have changed.*Delete it to begin anew/)
    await writeFile(join(folder, 'in', 'd.jsonl'), '')
    await expect(clean('other', ['gopher'])).rejects.toThrow(/have changed/)
    await rm(join(folder, 'in', 'd.jsonl'))
  })

  test('damaged and empty entries are counted, a missing source and a wrong filter are named', async () => {
    await writeFile(
      join(folder, 'bad.jsonl'),
      `{"text": "ab"}\n{"text"\n{"title": "x"}\n${JSON.stringify({ text: page('1') })}\n`,
    )
    const manifest = await clean('damaged', ['gopher'], {}, { sources: [{ uri: 'bad.jsonl' }] })
    expect(Object.values(manifest.skipped).reduce((sum, count) => sum + count, 0)).toBe(2)
    expect(manifest.sources).toEqual({ 'bad.jsonl': { documents: 2, characters: 2 + page('1').length } })
    await expect(clean('none', ['gopher'], {}, { sources: [{ uri: 'none' }] })).rejects.toThrow(
      /Source none: no readable file/,
    )
    const questions = { kind: 'decontamination', questions: ['q.jsonl'] }
    await expect(clean('wrong', [questions as never])).rejects.toThrow(/Could not read .*q\.jsonl/)
  })
})
