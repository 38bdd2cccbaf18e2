/**
 * Training of byte-level BPE on the English books of the shared data, to 32,768 tokens, beside Hugging Face's tokenizers:
 * the same texts, the same pattern, all processors, in alternating blocks by the clock; and what each vocabulary makes
 * of text that neither saw.
 *
 *     npm run bench -- tokenizer-training [--quick] [--json] [--blocks N]
 *     npm run bench -- tokenizer-training --gigabyte
 *
 * tokenizers is looked for in INSTAR_PYTHON (default python3). `--gigabyte` instead trains on 1 GB that is made while it
 * is read (see corpus.ts) and says how much memory that took at most.
 */
import { parseArgs } from 'node:util'
import {
  type ByteLevelBpeOptions,
  type TokenizerJson,
  tokenizerFromJson,
  trainByteLevelBpe,
} from '../../src/tokenizers/index.ts'
import { dataCorpora, dataFolder } from '../../test/tokenizers/references/corpus.ts'
import { writeResult } from '../result.ts'
import { gigabyte } from './corpus.ts'
import { huggingFace, type Trained } from './peer.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    blocks: { type: 'string' },
    gigabyte: { type: 'boolean', default: false },
  },
})
if (!dataFolder) throw new Error('Expected the shared data in INSTAR_DATA or ../shared/data')
const folder = dataFolder
const options: ByteLevelBpeOptions = { vocabularySize: 32_768, specialTokens: ['<|endoftext|>'], spacing: 'glued' }

async function trained(texts: Iterable<string> | AsyncIterable<string>): Promise<Trained> {
  const start = performance.now()
  const json = await trainByteLevelBpe(texts, options)
  return { seconds: (performance.now() - start) / 1000, json }
}

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!

async function besideHuggingFace(): Promise<Record<string, unknown>> {
  const blocks = Number(values.blocks ?? (values.quick ? 1 : 3))
  const textsOf = (name: string) =>
    dataCorpora(folder, values.quick ? 1_000_000 : Number.POSITIVE_INFINITY)
      .filter(corpus => corpus.name.startsWith(name))
      .flatMap(({ groups }) => groups.flat())
  const books = textsOf('books-en').filter(text => text.length > 1000) // without authors and titles
  const { json } = await trained(['a']) // for its pattern
  const theirs = await huggingFace(books, { ...options, json })
  const results: Record<string, Trained[]> = { instar: [], tokenizers: [] }
  for (let block = 0; block < blocks; block++) {
    results.instar!.push(await trained(books))
    if (theirs) results.tokenizers!.push(await theirs.train())
  }
  theirs?.close()
  const heldOut = [...textsOf('t0-instructions'), ...textsOf('gsm8k')]
  return {
    characters: books.reduce((sum, text) => sum + text.length, 0),
    versions: { tokenizers: theirs?.version },
    rows: Object.entries(results)
      .filter(([, runs]) => runs.length > 0)
      .map(([name, runs]) => ({
        name,
        seconds: runs.map(run => run.seconds),
        median: median(runs.map(run => run.seconds)),
        bytesPerToken: bytesPerToken(runs[0]!.json, heldOut),
      })),
    sameMerges: results.tokenizers!.map(run => sameMerges(results.instar![0]!.json, run.json)),
  }
}

function bytesPerToken(json: TokenizerJson, texts: readonly string[]): number {
  const tokenizer = tokenizerFromJson(json)
  const tokens = texts.reduce((sum, text) => sum + tokenizer.encode(text).length, 0)
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / tokens
}

/** How many merges are the same, from the first on, and how many there are. */
function sameMerges(one: TokenizerJson, other: TokenizerJson): { readonly same: number; readonly of: number } {
  const [ours, theirs] = [one, other].map(({ model }) => (model.merges as readonly (string | string[])[]).map(String))
  const different = ours!.findIndex((merge, i) => merge.replace(' ', ',') !== theirs![i]?.replace(' ', ','))
  return { same: different < 0 ? ours!.length : different, of: ours!.length }
}

async function onAGigabyte(): Promise<Record<string, unknown>> {
  const made = { bytes: 0, texts: 0 }
  const { seconds } = await trained(gigabyte(folder, process.env.INSTAR_DEBIAN, made))
  return { ...made, seconds, peakMegabytes: process.resourceUsage().maxRSS / 1000 }
}

const name = values.gigabyte ? 'tokenizer-training-gigabyte' : 'tokenizer-training'
const result = await writeResult(name, await (values.gigabyte ? onAGigabyte() : besideHuggingFace()), !values.quick)
process.stdout.write(`${JSON.stringify(result, null, values.json ? 0 : 2)}\n`)
