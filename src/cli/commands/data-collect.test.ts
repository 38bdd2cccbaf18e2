import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { instar } from '../../../test/cli/instar.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-cli-collect-'))
})
afterEach(() => rm(folder, { recursive: true }))

const collect = (...args: readonly string[]) => instar(['data', 'collect', ...args])

test('a file and a site: what was found, what was not, and where', async () => {
  const server = createServer(({ url }, response) => {
    const page = url === '/' ? '<title>One</title><p>A page. <a href="/gone">gone</a>' : undefined
    response.writeHead(page ? 200 : 404, { 'content-type': 'text/html' }).end(page)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    const lines = join(folder, 'x.jsonl')
    await writeFile(lines, '{"body":{"text":"one"}}\nbroken\n{"body":{"text":"two"}}\n')
    const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const args = [lines, site, '--out', join(folder, 'out'), '--delay', '0', '--text', 'body.text', '--text', 'text']
    const found = await collect(...args, '--allow-private')
    expect(found).toMatchObject({ code: 0, err: '' })
    expect(found.out).toMatch(/Fetched 1 pages/)
    expect(found.out).toMatch(/not JSON +1 +first at .*x\.jsonl:2/)
    expect(found.out).toMatch(/status 404 +1/)
    expect(found.out).toMatch(/3 documents in /)
    const again = await collect(...args, '--allow-private', '--json')
    const { sources, shards, crawl } = JSON.parse(again.out)
    expect(sources.map(({ documents }: { documents: number }) => documents)).toEqual([2, 1])
    expect(shards).toMatchObject([{ file: 'documents-00000.parquet', documents: 3 }])
    expect(crawl.reasons).toEqual({ 'status 404': 1 })

    const refused = await collect(site, '--out', join(folder, 'other'), '--lang', 'zh')
    expect(refused.code).toBe(1)
    expect(refused.out).toContain('robots.txt: a private address')
    expect(refused.err).toMatch(/^错误：.*一篇也没有/)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

test('wrong usage leaves nothing behind', async () => {
  expect(await collect('nowhere.jsonl', '--out', join(folder, 'out'))).toMatchObject({ code: 1 })
  expect(await collect('x', '--out', join(folder, 'out'), '--delay', '-1')).toMatchObject({
    ...{ code: 2, err: expect.stringContaining('expected a number of at least 0') },
  })
  await expect(readFile(join(folder, 'out', 'collection.json'))).rejects.toThrow(/ENOENT/)
})
