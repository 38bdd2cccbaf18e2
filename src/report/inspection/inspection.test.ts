import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { parseHTML } from 'linkedom'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildDocuments, type Document } from '../../data/index.ts'
import { changesBetween } from './changes.ts'
import { inspectData } from './facts.ts'
import { inspectionHtml } from './html.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-inspection-'))
  const documents: Document[] = Array.from({ length: 40 }, (_, i) => ({
    id: `page:${i}`,
    text: i % 4 === 0 ? `<b>${i}</b>` : `${'文本 text '.repeat(20)}, mail me@example.org, ${i}`,
    source: 'pages & more',
    language: i % 2 ? 'en' : 'zh-Hans',
  }))
  await buildDocuments({
    documents,
    filters: [
      { name: 'mask', apply: document => ({ ...document, text: document.text.replace('me@example.org', '<EMAIL>') }) },
      {
        name: 'short',
        apply: document => (document.text.length < 30 ? { reason: 'too <short>', value: 9 } : document),
      },
      { name: 'idle', apply: document => document },
    ],
    folder,
    validationShare: 0.2,
    shardDocuments: 100,
  })
})
afterAll(() => rm(folder, { recursive: true }))

describe('inspectData', () => {
  test('tells what each filter did, and how long texts are', async () => {
    const { filters, collected, kept, languages, train, validation } = await inspectData(folder)
    expect([collected.documents, kept.documents, train + validation]).toEqual([40, 30, 30])
    expect(filters.map(({ name, rejected, changed }) => [name, rejected, changed])).toEqual([
      ['mask', 0, 30],
      ['short', 10, 0],
      ['idle', 0, 0],
    ])
    expect(filters[1]).toMatchObject({ reasons: [{ reason: 'too <short>', count: 10 }] })
    expect(languages).toEqual({ 'zh-Hans': 10, en: 20 })
    expect(collected.lengths).toEqual([
      { from: 7, to: 10, documents: 10 },
      { from: 159, to: 252, documents: 30 },
    ])
  })

  test('says what is missing', async () => {
    await expect(inspectData(join(folder, 'rejects'))).rejects.toThrow(/Expected the manifest of a data folder/)
    const other = await mkdtemp(join(tmpdir(), 'instar-inspection-'))
    await writeFile(join(other, 'manifest.json'), await readFile(join(folder, 'manifest.json')))
    await expect(inspectData(other)).rejects.toThrow(/made by an older version/)
    await rm(other, { recursive: true })
  })
})

describe('inspectionHtml', () => {
  test('shows both languages, plots, samples and marks; text of documents is no markup', async () => {
    const page = inspectionHtml(await inspectData(folder))
    const { document } = parseHTML(page)
    expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org)|src=/)
    for (const language of ['en', 'zh']) {
      const main = document.querySelector(`main[lang=${language}]`)!
      expect(main.querySelectorAll('figure svg').length).toBe(4)
      const marked = (tag: string) => [...main.querySelectorAll(tag)].map(mark => mark.textContent)
      expect(new Set(marked('del'))).toEqual(new Set(['me@example.org']))
      expect(new Set(marked('ins'))).toEqual(new Set(['<EMAIL>']))
      expect(main.querySelector('blockquote')!.textContent).toMatch(/^<b>\d+<\/b>page:\d+ · 9$/)
      expect(main.querySelector('summary')!.textContent).toBe(language === 'en' ? 'Changed texts 30' : '改动的文本 30')
    }
  })
})

describe('changesBetween', () => {
  const text = fc.string({ unit: fc.constantFrom('ab', 'cd ', ' ', '我', '.', '籽', 'e') })

  test('either text can be put together again', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const side = (own: string) =>
          changesBetween(before, after)
            .filter(stretch => stretch.in === 'both' || stretch.in === own)
            .map(stretch => stretch.text)
            .join('')
        expect([side('before'), side('after')]).toEqual([before, after])
      }),
    )
  })

  test('marks whole words and single characters', () => {
    expect(changesBetween('call Ann now', 'call Bob now')).toEqual([
      { text: 'call ', in: 'both' },
      { text: 'Ann', in: 'before' },
      { text: 'Bob', in: 'after' },
      { text: ' now', in: 'both' },
    ])
    expect(changesBetween('请找王芳', '请找某人').filter(stretch => stretch.in === 'both')).toEqual([
      { text: '请找', in: 'both' },
    ])
  })
})
