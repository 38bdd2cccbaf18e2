import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanAmong } from './damaged.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-damaged-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A record of another length than it says, one that is cut. */
const archive = [
  'WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\n<p>longer than it says\r\n\r\n',
  'WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<p>cut',
].join('')
const bomb = Buffer.alloc(100 << 20)

test('among files of every damaged kind a cleaning keeps all that is good, and counts the others', async () => {
  const skipped = await cleanAmong(folder, {
    'archive.warc': archive,
    'archive-cut.warc.gz': gzipSync(archive).subarray(0, 60),
    'bomb.txt.gz': gzipSync(bomb),
    'bomb.jsonl.zst': zstdCompressSync(bomb),
    'bomb.warc.gz': gzipSync(bomb),
    'broken.json': '[{"text": ',
    'cut.jsonl.gz': gzipSync('{"text": "never seen"}'.repeat(1000)).subarray(0, 40),
    'deep.html': '<div>'.repeat(100_000),
    'deep.json': '['.repeat(1_000_000),
    'lines.jsonl': '{"text":\n\u0000\n[]\n',
    'nothing.html': '',
    'none.mbox': 'no mailbox',
    'none.parquet': 'PAR1PAR1',
    'not-text.html': Buffer.from([0, 0, 0, 1]),
  })
  expect(skipped).toEqual({
    'of another length than it says': 1,
    'cut short': 3,
    'longer than 64 MiB': 2,
    'not a WARC record': 1,
    'not JSON': 4,
    'nested deeper than 10000 elements': 1,
    'no text': 2,
    'not a mailbox': 1,
    'not Parquet': 1,
    'not text': 1,
  })
})
