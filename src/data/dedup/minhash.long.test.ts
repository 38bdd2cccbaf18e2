import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { random } from '../../random/index.ts'
import { minHasher } from './minhash.ts'

const options = { bands: 14, rows: 8, words: 5, characters: 8 }
const data = process.env.INSTAR_DATA ?? resolve('../shared/data')

/** Real text as units: words of English books, characters of Chinese news. */
const corpora = {
  en: { file: 'books-en/shard-000.jsonl.gz', field: 'text', units: /[\p{L}\p{N}]+/gu, n: options.words, joint: ' ' },
  zh: {
    file: 'news-zh-tagged/train.jsonl.gz',
    field: 'tokens',
    units: /\p{Script=Han}/gu,
    n: options.characters,
    joint: '',
  },
}

function unitsOf({ file, field, units }: (typeof corpora)['en' | 'zh']): string[] {
  const lines = gunzipSync(readFileSync(join(data, file)))
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
  return lines.flatMap(line => {
    const value = JSON.parse(line)[field]
    return (Array.isArray(value) ? value.join('') : String(value)).toLowerCase().match(units) ?? []
  })
}

test.each(['en', 'zh'] as const)(
  'near-duplicates of real text (%s): the rate of the theory within 2 points',
  language => {
    const corpus = corpora[language]
    if (!existsSync(join(data, corpus.file))) return console.warn(`skipped: no ${corpus.file} in INSTAR_DATA`)
    const all = unitsOf(corpus)
    const hash = minHasher(options)
    const [a, b] = [new Uint32Array(28), new Uint32Array(28)]
    const table: string[] = []
    for (const similarity of [0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5]) {
      const draws = random('real', language, similarity)
      let [found, expected, pairs] = [0, 0, 4000]
      for (let pair = 0; pair < pairs; pair++) {
        const length = 300
        const start = draws.integer(all.length - length)
        const units = all.slice(start, start + length)
        // Scattered edits: each changes the n shingles around it. Words come from elsewhere in the corpus.
        const shingles = length - corpus.n + 1
        const edits = Math.round((shingles * (1 - similarity)) / (1 + similarity) / corpus.n)
        const copy = [...units]
        for (let i = 0; i < edits; i++)
          copy[Math.floor(((i + draws.next()) * length) / edits)] = all[draws.integer(all.length)]!
        const exact = jaccard(units, copy, corpus.n)
        expected += 1 - (1 - exact ** options.rows) ** options.bands
        hash(units.join(corpus.joint), a)
        hash(copy.join(corpus.joint), b)
        for (let i = 0; i < 28; i += 2)
          if (a[i] === b[i] && a[i + 1] === b[i + 1]) {
            found++
            break
          }
      }
      table.push(
        `${similarity}: expected ${((100 * expected) / pairs).toFixed(1)}, found ${((100 * found) / pairs).toFixed(1)}`,
      )
      expect(Math.abs(found - expected) / pairs, table.at(-1)).toBeLessThan(0.02)
    }
    console.log(`${language}\n${table.join('\n')}`)
  },
)

function jaccard(a: readonly string[], b: readonly string[], n: number): number {
  const shingles = (units: readonly string[]) =>
    new Set(Array.from({ length: units.length - n + 1 }, (_, i) => units.slice(i, i + n).join(' ')))
  const [first, second] = [shingles(a), shingles(b)]
  let shared = 0
  for (const shingle of first) if (second.has(shingle)) shared++
  return shared / (first.size + second.size - shared)
}
