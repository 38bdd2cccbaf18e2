import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { Batch, RowSource } from '../../src/data/index.ts'
import { InstarError } from '../../src/errors/index.ts'
import { random } from '../../src/random/index.ts'

/** A text as characters, cut once: what is learnt, and what is only measured. */
export interface CharacterText {
  readonly vocabularySize: number
  readonly training: Int32Array
  readonly validation: Int32Array
}

const folder = process.env.INSTAR_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))

/** Share of the text, its end, that is only measured, as in nanoGPT. */
const validationShare = 0.1

/** The first shard of the books (INSTAR_DATA names the folder that holds `books-en`), every character a token. */
export async function bookCharacters(): Promise<CharacterText> {
  const file = `${folder}/books-en/shard-000.jsonl.gz`
  if (!existsSync(file)) throw new InstarError(`Expected the books at ${file}: INSTAR_DATA names their folder`)
  const lines = gunzipSync(await readFile(file))
    .toString('utf8')
    .trim()
    .split('\n')
  const characters = Array.from(lines.map(line => (JSON.parse(line) as { text: string }).text).join('\n'))
  const idOf = new Map([...new Set(characters)].sort().map((character, id) => [character, id]))
  const ids = Int32Array.from(characters, character => idOf.get(character)!)
  const end = Math.floor(ids.length * (1 - validationShare))
  return { vocabularySize: idOf.size, training: ids.subarray(0, end), validation: ids.subarray(end) }
}

/** Windows of so many characters that start anywhere. */
export function randomWindows(ids: Int32Array, contextLength: number): RowSource {
  return windows(ids, contextLength, Number.POSITIVE_INFINITY, index =>
    random('time-to-loss', 'window', index).integer(ids.length - contextLength),
  )
}

/** So many windows at equal distances. */
export function evenWindows(ids: Int32Array, contextLength: number, count: number): RowSource {
  return windows(ids, contextLength, count, index => evenStart(ids.length, contextLength, count, index))
}

/** Where the window `index` of `count` begins. */
export function evenStart(length: number, contextLength: number, count: number, index: number): number {
  return Math.floor(((length - contextLength - 1) * index) / (count - 1))
}

function windows(
  ids: Int32Array,
  contextLength: number,
  rowCount: number,
  startOf: (index: number) => number,
): RowSource {
  return {
    contextLength,
    rowCount,
    fill(index: number, batch: Batch, row: number) {
      const [start, at] = [startOf(index), row * contextLength]
      batch.tokens.set(ids.subarray(start, start + contextLength), at)
      batch.targets.set(ids.subarray(start + 1, start + 1 + contextLength), at)
      batch.lossWeights.fill(1, at, at + contextLength)
      batch.documents.fill(1, at, at + contextLength)
      for (let place = 0; place < contextLength; place++) batch.positions[at + place] = place
    },
  }
}
