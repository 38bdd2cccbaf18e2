/**
 * MinHash signatures beside those of datatrove: the same pages, the same setting (14 bands of 8 hashes over 5-grams of
 * words), one thread each, in alternating blocks, by the processor time they take.
 *
 *     node bench/minhash/main.ts [--quick] [--json] [--blocks N]
 *
 * Pages are of books-en in INSTAR_DATA (default ../shared/data). datatrove is looked for in INSTAR_PYTHON (default
 * python3).
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { minHasher } from '../../src/data/index.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    blocks: { type: 'string' },
  },
})
const blocks = Number(values.blocks ?? (values.quick ? 2 : 5))
const python = process.env.INSTAR_PYTHON ?? 'python3'
const pageCharacters = 3300

const texts = pages(values.quick ? 100 : 400)
if (texts.length === 0) {
  process.stderr.write('Expected books-en in INSTAR_DATA, found none\n')
  process.exitCode = 1
} else {
  const theirs = hasDatatrove() ? await datatrove(texts) : undefined
  if (!theirs) process.stderr.write(`${python} has no datatrove: Instar alone\n`)
  const [ours, other]: [number[], number[]] = [[], []]
  for (let warm = 0; warm < 3; warm++) instar()
  for (let block = 0; block < blocks; block++) {
    if (theirs) other.push(await theirs.pass())
    for (let pass = 0; pass < 10; pass++) ours.push(instar())
  }
  theirs?.close()
  const rate = (times: readonly number[]) => (times.length > 0 ? Math.round(texts.length / median(times)) : null)
  const [instarRate, datatroveRate] = [rate(ours), rate(other)]
  const ratio = datatroveRate === null ? null : Number((instarRate! / datatroveRate).toFixed(1))
  const result = {
    ...{
      documents: texts.length,
      characters: pageCharacters,
      blocks,
      processor: cpus()[0]?.model,
      node: process.version,
    },
    documentsPerSecond: { instar: instarRate, datatrove: datatroveRate },
    ratio,
  }
  console.log(
    values.json ? JSON.stringify(result) : `Instar ${instarRate} · datatrove ${datatroveRate} documents/s · ${ratio}x`,
  )
}

/** Seconds of processor time for all texts. */
function instar(): number {
  const hash = minHasher({ bands: 14, rows: 8, words: 5, characters: 8 })
  const keys = new Uint32Array(28)
  const start = process.cpuUsage()
  for (const text of texts) hash(text, keys)
  const { user, system } = process.cpuUsage(start) // of all threads, compiler and garbage collector too
  return (user + system) / 1e6
}

function pages(count: number): string[] {
  const file = join(process.env.INSTAR_DATA ?? resolve('../shared/data'), 'books-en', 'shard-000.jsonl.gz')
  if (!existsSync(file)) return []
  const books = gunzipSync(readFileSync(file)).toString('utf8').split('\n').filter(Boolean)
  const text = books.map(book => String(JSON.parse(book).text)).join('\n')
  const stride = Math.floor(text.length / count)
  return Array.from({ length: count }, (_, i) => text.slice(i * stride, i * stride + pageCharacters))
}

function hasDatatrove(): boolean {
  return spawnSync(python, ['-c', 'import datatrove.pipeline.dedup.minhash, spacy']).status === 0
}

/** datatrove in a process of its own, which answers one line of JSON per line. */
async function datatrove(texts: readonly string[]) {
  const child = spawn(python, [join(import.meta.dirname, 'peer.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ask = async (line: string) => {
    child.stdin.write(`${line}\n`)
    return JSON.parse((await lines.next()).value ?? 'null')
  }
  await ask(JSON.stringify(texts))
  return { pass: async (): Promise<number> => (await ask('again')).seconds, close: () => child.stdin.end() }
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!
}
