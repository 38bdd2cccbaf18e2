import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Document } from '../document.ts'
import type { Filter } from '../filters/index.ts'
import { buildDocuments } from './build.ts'
import { readDocuments } from './documents.ts'
import { readManifest } from './manifest.ts'
import { readObservations } from './observations.ts'
import { readRejects } from './rejects.ts'
import { splitByDocument } from './split.ts'
import { createTable, readRows } from './table.ts'

let parent: string
let folder: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'instar-shards-'))
  folder = join(parent, 'data')
})
afterEach(() => rm(parent, { recursive: true }))

const trim: Filter = { name: 'trim', apply: document => ({ ...document, text: document.text.trim(), language: 'en' }) }
const short: Filter = {
  name: 'short',
  apply: document => (document.text.length < 4 ? { reason: 'too short', value: document.text.length } : document),
}

const documents: Document[] = Array.from({ length: 25 }, (_, i) => ({
  id: `page:${i}`,
  text: i % 5 === 0 ? ' ab ' : ` 文本 number ${i} `,
  source: i < 20 ? 'one' : 'two',
  ...(i % 2 ? { metadata: { title: `t${i}`, year: i } } : {}),
}))
const options = { filters: [trim, short], validationShare: 0.3, shardDocuments: 6 }
const build = (more = {}) => buildDocuments({ ...options, documents, folder, ...more })
const read = (split: 'train' | 'validation') => Array.fromAsync(readDocuments(folder, split))

describe('buildDocuments', () => {
  test('writes every kept document once, in order, in its split', async () => {
    const manifest = await build()
    const kept = documents
      .filter((_, i) => i % 5)
      .map(document => ({ ...document, text: document.text.trim(), language: 'en' }))
    for (const split of ['train', 'validation'] as const) {
      const expected = kept.filter(({ id }) => splitByDocument(id, 0.3) === split)
      expect(expected.length).toBeGreaterThan(2)
      expect(await read(split)).toEqual(expected)
      expect(manifest[split]).toMatchObject({
        documents: expected.length,
        characters: expected.reduce((sum, { text }) => sum + text.length, 0),
        textBytes: expected.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
      })
      expect(manifest[split].shards).toHaveLength(Math.ceil(expected.length / 6))
    }
    expect(await readManifest(folder)).toEqual(manifest)
    expect(manifest.sources).toMatchObject({ one: { documents: 20 }, two: { documents: 5 } })
    expect(manifest.languages).toEqual({ en: 20 })
    expect(manifest.filters).toEqual([
      expect.objectContaining({ name: 'trim', seen: 25, changed: 25, rejected: 0, reasons: {}, cutBytes: 50 }),
      expect.objectContaining({ name: 'short', seen: 25, changed: 0, rejected: 5, reasons: { 'too short': 5 } }),
    ])
  })

  test('keeps what a filter rejects, as the filter saw it, with reason and value', async () => {
    await build()
    const rejects = await Array.fromAsync(readRejects(folder, 'short'))
    expect(rejects).toHaveLength(5)
    expect(rejects[0]).toEqual({
      document: { id: 'page:0', text: 'ab', source: 'one', language: 'en' },
      rejection: { reason: 'too short', value: 2 },
    })
    expect(await Array.fromAsync(readRejects(folder, 'trim'))).toEqual([])
  })

  test('notes what people want to see: lengths, and samples of what was changed and rejected', async () => {
    const { filters } = await build()
    expect(filters[1]).toMatchObject({ rejectedBytes: 10 })
    const observations = await readObservations(folder)
    expect(observations.collected.documents).toBe(25)
    expect(observations.collected.histogram.reduce((sum, count) => sum + count)).toBe(25)
    expect(observations.kept.textBytes).toBe(observations.collected.textBytes - 20 * 2 - 5 * 4)
    const [trimmed, shortened] = observations.filters
    expect(trimmed!.changed.length).toBeGreaterThan(3)
    for (const { before, after } of trimmed!.changed) expect(before.trim()).toBe(after)
    expect(shortened!.rejected).toHaveLength(3)
    expect(shortened!.rejected[0]).toMatchObject({
      text: 'ab',
      reason: 'too short',
      value: 2,
      source: expect.any(String),
    })
  })

  test('equal input gives equal bytes', async () => {
    const first = await build()
    expect(await build({ folder: join(parent, 'other') })).toEqual(first)
  })

  test('aborted or failing, it leaves no manifest and no part of a file', async () => {
    const failing = async function* () {
      yield* documents
      throw new Error('no more')
    }
    await expect(build({ documents: failing() })).rejects.toThrow('no more')
    await expect(build({ signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop')
    expect((await readdir(folder, { recursive: true })).filter(name => /tmp|manifest/.test(name))).toEqual([])
  })

  test('reports progress', async () => {
    const seen: number[] = []
    await build({ onProgress: (progress: { seen: number }) => seen.push(progress.seen) })
    expect(seen.at(-1)).toBe(25)
  })
})

describe('reading', () => {
  test('a shard that was changed is named', async () => {
    const { train } = await build()
    await appendFile(join(folder, train.shards[1]!.file), 'x')
    await expect(read('train')).rejects.toThrow(/Expected \d+ bytes in .*train-00001\.parquet, but found \d+/)
    await rm(join(folder, train.shards[1]!.file))
    await expect(read('train')).rejects.toThrow(/no such file/)
  })

  test('a folder without a manifest, or with a damaged one', async () => {
    await expect(read('train')).rejects.toThrow(/manifest.*there is none/)
    await build()
    await writeFile(join(folder, 'manifest.json'), '{"format": 2}')
    await expect(read('train')).rejects.toThrow(/damaged or of another format/)
  })
})

describe('createTable', () => {
  test('many rows come back over several groups', async () => {
    const path = join(parent, 'x.parquet')
    const table = await createTable(path, { n: 'INT32', text: 'STRING', list: 'JSON' })
    for (let n = 0; n < 2500; n++) table.append({ n, text: n % 3 ? `行 ${n}` : null, list: [n, { a: 'b' }] })
    expect(await readdir(parent)).toEqual(['x.parquet.tmp'])
    await table.close()
    const rows = await Array.fromAsync(readRows(path))
    expect(rows).toHaveLength(2500)
    expect(rows[2401]).toEqual({ n: 2401, text: '行 2401', list: [2401, { a: 'b' }] })
    expect(rows[3]?.text ?? null).toBeNull()
    expect(await Array.fromAsync(readRows(path, ['n']))).toHaveLength(2500)
    expect((await readFile(path)).subarray(0, 4).toString()).toBe('PAR1')
  })

  test('long texts make more, smaller groups', async () => {
    const path = join(parent, 'x.parquet')
    const table = await createTable(path, { text: 'STRING' })
    for (let n = 0; n < 10; n++) table.append({ text: `${n} `.repeat(500_000) })
    await table.close()
    const { row_groups } = await parquetMetadataAsync(await asyncBufferFromFile(path))
    expect(row_groups.length).toBeGreaterThan(2)
    expect((await Array.fromAsync(readRows(path))).map(({ text }) => String(text)[0]).join('')).toBe('0123456789')
  })

  test('says when it cannot write', async () => {
    await writeFile(join(parent, 'file'), '')
    await expect(createTable(join(parent, 'file', 'x.parquet'), { n: 'INT32' })).rejects.toThrow(/Could not write/)
  })
})

test('splitByDocument: about the share asked for, and the same for ever', () => {
  const ids = Array.from({ length: 10_000 }, (_, i) => `npm:x@1.0.0/a.json#a.json:${i}`)
  const share = ids.filter(id => splitByDocument(id, 0.1) === 'validation').length / ids.length
  expect(share).toBeGreaterThan(0.09)
  expect(share).toBeLessThan(0.11)
  expect(ids.every(id => splitByDocument(id, 0) === 'train' && splitByDocument(id, 1) === 'validation')).toBe(true)
  expect(
    ids
      .slice(0, 40)
      .map(id => splitByDocument(id, 0.2)[0])
      .join(''),
  ).toMatchInlineSnapshot(`"tttvtttttttttvttvttvtttttttttttttttttttv"`)
})
