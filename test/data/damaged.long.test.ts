import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanAmong } from './damaged.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-damaged-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('single lines of 200 MB, in files of every kind', async () => {
  const line = Buffer.alloc(200 << 20, 'word ')
  const names = ['txt', 'md', 'json', 'jsonl', 'html', 'warc', 'mbox', 'eml'].map(ending => `line.${ending}`)
  const skipped = await cleanAmong(folder, {
    ...Object.fromEntries(names.map(name => [name, line])),
    'line.jsonl.gz': gzipSync(line, { level: 1 }),
    'line.warc.gz': gzipSync(line, { level: 1 }),
    'line.html.gz': gzipSync(line, { level: 1 }),
  })
  expect(skipped).toEqual({
    'longer than 64 MiB': 7, // txt, md, jsonl, html, eml and two that are packed
    'not JSON': 1,
    'not a WARC record': 2,
    'not a mailbox': 1,
  })
})
