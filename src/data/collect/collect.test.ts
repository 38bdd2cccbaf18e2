import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readRows } from '../shards/index.ts'
import { openSource } from '../sources/index.ts'
import { type FileServer, serveFiles } from '../sources/test-server.ts'
import { type CollectOptions, collect } from './index.ts'

let base: string
let folder: string
let server: FileServer
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'instar-collect-'))
  folder = join(base, 'out')
  server = await serveFiles()
})
afterEach(async () => {
  await server.close()
  await rm(base, { recursive: true })
})

const options = (more: Partial<CollectOptions> = {}): CollectOptions => ({
  ...{ sources: ['lines.jsonl', 'pages/*.html'], folder, baseFolder: base, shardDocuments: 4 },
  crawl: { depth: 2, pages: 10, delay: 1, allowPrivate: true },
  ...more,
})

async function writeSources(): Promise<void> {
  const lines = Array.from({ length: 10 }, (_, i) => (i === 5 ? 'broken' : JSON.stringify({ text: `line ${i}`, n: i })))
  await writeFile(join(base, 'lines.jsonl'), lines.join('\n'))
  const page = (title: string) =>
    `<html lang=en><title>${title}</title><p>A page named ${title} <meta name=date content=2020-02-03>`
  await mkdir(join(base, 'pages'))
  for (const title of ['a', 'b']) await writeFile(join(base, 'pages', `${title}.html`), page(title))
  await writeFile(join(base, 'pages', 'empty.html'), '')
}

const rows = async (from = folder) => {
  const files = (await readdir(from)).filter(name => name.endsWith('.parquet')).sort()
  return (await Promise.all(files.map(name => Array.fromAsync(readRows(join(from, name)))))).flat()
}

test('writes documents of every source as shards, and counts what gave none', async () => {
  await writeSources()
  const manifest = await collect(options())
  expect(manifest).toMatchObject({
    sources: [
      {
        source: 'lines.jsonl',
        documents: 9,
        characters: 54,
        skipped: { 'not JSON': { count: 1, first: 'lines.jsonl:6' } },
      },
      { source: 'pages/*.html', documents: 2, skipped: { 'no text': { count: 1, first: 'pages/empty.html:1' } } },
    ],
    shards: [{ documents: 4 }, { documents: 4 }, { documents: 3 }],
  })
  const found = await rows()
  expect(found).toHaveLength(11)
  expect(found[8]).toMatchObject({ id: 'lines.jsonl#lines.jsonl:9:text', text: 'line 9', metadata: { n: 9 } })
  expect(found[9]).toMatchObject({
    date: '2020-02-03',
    text: 'A page named a',
    source: 'pages/*.html',
    metadata: { title: 'a', language: 'en' },
  })
  expect((await readdir(folder)).sort()).toEqual(['collection.json', ...manifest.shards.map(({ file }) => file)])
  expect(await collect(options())).toEqual(manifest)
})

test('what it wrote is a source itself', async () => {
  await writeSources()
  await collect(options())
  const documents = await Array.fromAsync(openSource({ uri: 'documents-*.parquet' }, { baseFolder: folder }))
  expect(documents.map(({ text }) => text)).toEqual((await rows()).map(({ text }) => text))
  expect(documents[9]?.metadata).toMatchObject({ date: '2020-02-03', title: 'a' })
})

test('crawls addresses of pages, and keeps them as WARC', async () => {
  const page = (title: string, link: string) =>
    `<title>${title}</title><p>A page named ${title} <a href="${link}">on</a>`
  server.answer = ({ url }, response) => {
    const found = { '/': page('start', '/a'), '/a': page('a', '/b'), '/b': page('b', '/c') }[url!]
    response.writeHead(found ? 200 : 404, { 'content-type': 'text/html' }).end(found)
    return true
  }
  const seen = new Set<string>()
  const sources = [`${server.url}/`, 'lines.jsonl']
  await writeSources()
  const manifest = await collect(options({ sources, onProgress: ({ kind }) => seen.add(kind) }))
  expect(manifest.crawl).toMatchObject({ pages: 3, reasons: {}, files: ['pages-00000.warc.gz'] })
  expect([...seen]).toEqual(['crawl', 'read'])
  expect((await rows()).at(-1)).toMatchObject({
    ...{ id: `${server.url}/b`, url: `${server.url}/b`, source: server.url, metadata: { title: 'b' } },
    date: new Date().toISOString().slice(0, 10),
  })
})

test('a folder with another collection is left alone', async () => {
  await writeSources()
  await collect(options())
  await expect(collect(options({ sources: ['lines.jsonl'] }))).rejects.toThrow(/holds another/)
  expect(await rows()).toHaveLength(11)
})

test('aborted or killed, it goes on and ends in the same bytes', async () => {
  await writeSources()
  const lines = Array.from({ length: 600 }, (_, i) => (i % 7 ? JSON.stringify({ text: `line ${i}` }) : '{'))
  await writeFile(join(base, 'lines.jsonl'), lines.join('\n'))
  const whole = await collect(options({ folder: join(base, 'whole'), shardDocuments: 40 }))

  const controller = new AbortController()
  const stopped = options({
    ...{ shardDocuments: 40, signal: controller.signal },
    onProgress: progress => progress.kind === 'read' && progress.documents > 150 && controller.abort(new Error('stop')),
  })
  await expect(collect(stopped)).rejects.toThrow('stop')
  expect(await readdir(folder)).not.toContain('collection.json')

  const script = `import { collect } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))}
    await collect(${JSON.stringify({ ...options({ shardDocuments: 40 }) })})`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' })
  const ended = new Promise(resolve => child.once('exit', resolve))
  while ((await readdir(folder)).length < 8 && child.exitCode === null)
    await new Promise(resolve => setTimeout(resolve, 5))
  child.kill('SIGKILL')
  await ended

  expect(await collect(options({ shardDocuments: 40 }))).toEqual(whole)
  for (const name of await readdir(folder))
    expect((await readFile(join(folder, name))).equals(await readFile(join(base, 'whole', name))), name).toBe(true)
})
