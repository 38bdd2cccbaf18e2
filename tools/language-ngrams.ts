/**
 * Writes the table of n-grams that languages are told apart by, from the one of eld: `node tools/language-ngrams.ts` after
 * an update of it. `src/data/language/ngrams.test.ts` compares the two.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'

/** What eld has of an n-gram: its bytes, a space before the first and behind the last of a word, and scores by language. */
export interface EldNgram {
  readonly bytes: Buffer
  readonly scores: readonly (readonly [language: number, score: number])[]
}

/** The small table of eld, in order. It writes a byte of UTF-8 above 0x7f as a character of its own. */
export async function eldNgrams(): Promise<{ languages: string[]; ngrams: EldNgram[] }> {
  const folder = join(import.meta.dirname, '../node_modules/eld/src')
  const { ngramsData } = await import(join(folder, 'ngrams/small.js'))
  const { dictionary } = (await import(join(folder, 'dictionary.js'))) as { dictionary: string[] }
  const byteOf = (character: string) =>
    /[a-z'` ]/.test(character) ? character.charCodeAt(0) : dictionary.indexOf(character)
  const table = Object.entries(ngramsData.ngrams as Record<string, Record<string, number>>)
  const ngrams = table.map(([text, scores]) => ({
    bytes: Buffer.from([...text].map(byteOf)),
    scores: Object.entries(scores).map(([language, score]) => [Number(language), score] as const),
  }))
  return {
    languages: Object.values(ngramsData.languages),
    ngrams: ngrams.sort((a, b) => Buffer.compare(a.bytes, b.bytes)),
  }
}

/** As `src/data/language/ngram-table.ts` reads it. */
function pack(ngrams: readonly EldNgram[]): Buffer {
  const count = Buffer.alloc(4)
  count.writeUInt32LE(ngrams.length)
  const columns = Array.from({ length: 6 }, (_, column) => Buffer.from(ngrams.map(({ bytes }) => bytes[column] ?? 0)))
  const lengths = Buffer.from(ngrams.map(({ scores }) => scores.length))
  const pairs = ngrams.flatMap(({ scores }) => scores)
  const whole = [
    count,
    ...columns,
    lengths,
    Buffer.from(pairs.map(([one]) => one)),
    Buffer.from(pairs.map(([, s]) => s)),
  ]
  return brotliCompressSync(Buffer.concat(whole), { params: { [constants.BROTLI_PARAM_LGWIN]: 22 } })
}

if (import.meta.main) {
  const { languages, ngrams } = await eldNgrams()
  const source = `// Made by tools/language-ngrams.ts from the table of eld (Nito T.M., Apache-2.0).

/** Tags, by the number that they have in the table. */
export const languages =
  '${languages.join(' ')}'

/** Brotli in base64: see ngram-table.ts. */
export const packed =
  '${pack(ngrams).toString('base64')}'
`
  await writeFile(join(import.meta.dirname, '../src/data/language/ngrams.ts'), source)
}
