/**
 * MinHash signatures beside those of datatrove: the same pages, the same setting (14 bands of 8 hashes over 5-grams of
 * words), two processes each, in alternating blocks, by the processor time they take.
 *
 *     node bench/minhash/main.ts [--quick] [--json] [--blocks N]
 *
 * Pages are of books-en in INSTAR_DATA (default ../shared/data). datatrove is looked for in INSTAR_PYTHON (default
 * python3).
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { datatroveVersion, python } from '../filters/side.ts'
import { writeResult } from '../result.ts'
import { alternate, rate, startWorkers } from '../workers.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    blocks: { type: 'string' },
  },
})
const blocks = Number(values.blocks ?? (values.quick ? 2 : 5))
const characters = 3300

const texts = pages(values.quick ? 100 : 400)
if (texts.length === 0) {
  process.stderr.write('Expected books-en in INSTAR_DATA, found none\n')
  process.exitCode = 1
} else {
  const version = datatroveVersion()
  if (version === undefined) process.stderr.write(`${python} has no datatrove: Instar alone\n`)
  const sides = [
    await startWorkers(process.execPath, new URL('./ours.ts', import.meta.url), texts),
    version === undefined ? undefined : await startWorkers(python, new URL('./peer.py', import.meta.url), texts),
  ]
  const [ours, theirs] = await alternate(sides, 'signatures', { blocks, passes: [40, 2] })
  for (const side of sides) await side?.close()
  const instar = rate(texts.length, ours!)
  const datatrove = version === undefined ? null : rate(texts.length, theirs!)
  const ratio = datatrove === null ? null : instar / datatrove
  const documentsPerSecond = { instar, datatrove }
  const result = {
    versions: { datatrove: version ?? null },
    documents: texts.length,
    characters,
    blocks,
    documentsPerSecond,
    ratio,
  }
  const whole = await writeResult('minhash', result, !values.quick)
  const peer = datatrove === null ? '' : ` · datatrove ${datatrove.toFixed(0)} · ${ratio!.toFixed(0)}x`
  console.log(values.json ? JSON.stringify(whole) : `Instar ${instar.toFixed(0)} documents/s of two processes${peer}`)
}

function pages(count: number): string[] {
  const file = join(process.env.INSTAR_DATA ?? resolve('../shared/data'), 'books-en', 'shard-000.jsonl.gz')
  if (!existsSync(file)) return []
  const books = gunzipSync(readFileSync(file)).toString('utf8').split('\n').filter(Boolean)
  const text = books.map(book => String(JSON.parse(book).text)).join('\n')
  const stride = Math.floor(text.length / count)
  return Array.from({ length: count }, (_, i) => text.slice(i * stride, i * stride + characters))
}
