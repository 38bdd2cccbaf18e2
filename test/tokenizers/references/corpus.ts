import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { nastyCount, nastyString } from './nasty.ts'

/** Texts that references were asked about: a name, and the texts of it, one hash for each group. */
export interface Corpus {
  readonly name: string
  readonly groups: readonly (readonly string[])[]
}

/** Strings of one hash: few enough to find one that differs. */
const groupSize = 500

export function nastyCorpus(): Corpus {
  const texts = Array.from({ length: nastyCount }, (_, i) => nastyString(i))
  return { name: 'nasty', groups: groupsOf(texts) }
}

/**
 * Nasty strings without characters that are composed or taken apart: there we cover all that a character was made of,
 * Hugging Face's tokenizers its first part.
 */
export function uncomposedCorpus(): Corpus {
  const texts = Array.from({ length: nastyCount }, (_, i) => nastyString(i))
  const simple = texts.filter(text => text.normalize('NFC') === text && text.normalize('NFD') === text)
  return { name: 'uncomposed', groups: groupsOf(simple.slice(0, 2000)) }
}

/** Where data that is not committed lies; undefined where it is not there. */
export const dataFolder = [process.env.INSTAR_DATA ?? '', resolve('../shared/data')].find(
  folder => folder !== '' && existsSync(join(folder, 'books-en')),
)

/** The texts of shared data: `characters` of each file at most, evenly over its records. */
export function dataCorpora(folder: string, characters: number): Corpus[] {
  return readdirSync(folder)
    .sort()
    .flatMap(set =>
      readdirSync(join(folder, set))
        .filter(file => file.endsWith('.jsonl.gz'))
        .sort()
        .map(file => {
          const texts = textsOf(gunzipSync(readFileSync(join(folder, set, file))).toString('utf8'))
          return { name: `${set}/${file}`, groups: groupsOf(thinned(texts, characters)) }
        }),
    )
}

function textsOf(lines: string): string[] {
  const texts: string[] = []
  const visit = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit)
  }
  for (const line of lines.split('\n')) if (line.trim() !== '') visit(JSON.parse(line))
  return texts
}

function thinned(texts: readonly string[], characters: number): string[] {
  const all = texts.reduce((sum, text) => sum + text.length, 0)
  if (all <= characters) return [...texts]
  const longest = Math.max(1000, Math.ceil(characters / texts.length))
  const step = Math.max(1, Math.ceil(texts.reduce((sum, text) => sum + Math.min(text.length, longest), 0) / characters))
  return texts.filter((_, i) => i % step === 0).map(text => text.slice(0, longest).toWellFormed())
}

function groupsOf(texts: readonly string[]): string[][] {
  const groups: string[][] = []
  for (let i = 0; i < texts.length; i += groupSize) groups.push(texts.slice(i, i + groupSize))
  return groups
}
