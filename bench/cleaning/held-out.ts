import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parseHTML } from 'linkedom'
import { random } from '../../src/random/index.ts'
import { collapsed } from '../extract/reference.ts'
import type { Page } from './pages.ts'
import { plainText } from './text.ts'

/** Clean text that no training has seen. */
export interface HeldOutText {
  /** `pages` are of the sites that were trained on, `prose` is of books and newspapers, which never were pages. */
  readonly set: 'pages' | 'prose'
  readonly language: 'en' | 'zh'
  readonly origin: string
  readonly text: string
}

/** Of one page, so that no page counts for much. */
const longestPage = 6000
const [proseCharacters, passageCharacters] = [80_000, 2000]

/** Folder of texts that are not packaged: INSTAR_DATA, else beside the checkout. */
const dataFolder = [process.env.INSTAR_DATA ?? '', resolve('../shared/data')].find(
  folder => folder !== '' && existsSync(folder),
)

/**
 * The main text of pages by rules that people wrote for each site (bench/extract/sites.ts), not by the extraction that is
 * measured. Of Chinese pages, paragraphs that are still in English are left out.
 */
export function heldOutPages(pages: readonly Page[]): HeldOutText[] {
  return pages.flatMap(({ site, path, name, origin }): HeldOutText[] => {
    if (!site.pages.test(name)) return []
    const language = languageOf(site.name, name)
    if (language === undefined) return []
    const { document } = parseHTML(readFileSync(path, 'utf8'))
    for (const element of document.querySelectorAll(`script, style, ${site.exclude}`)) element.remove()
    for (const element of document.querySelectorAll('p, h1, h2, h3, li'))
      if (site.without?.some(words => collapsed(element.textContent ?? '').startsWith(words))) element.remove()
    const found = [...document.querySelectorAll(site.include)]
    const outermost = found.filter(element => !found.some(other => other !== element && other.contains(element)))
    const lines = plainText(outermost.map(element => element.outerHTML).join('\n')).split('\n')
    const text = lines
      .filter(line => language === 'en' || isChinese(line))
      .join('\n')
      .slice(0, longestPage)
    return Buffer.byteLength(text) < 200 ? [] : [{ set: 'pages', language, origin, text }]
  })
}

function languageOf(site: string, page: string): 'en' | 'zh' | undefined {
  if (site === 'libreoffice-zh') return 'zh'
  if (site !== 'debian-handbook') return 'en'
  return page.startsWith('en-US') ? 'en' : page.startsWith('zh-CN') ? 'zh' : undefined
}

function isChinese(line: string): boolean {
  const han = line.match(/\p{Script=Han}/gu)?.length ?? 0
  const latin = line.match(/[a-z]+/gi)?.length ?? 0
  return han > latin
}

/** Passages of books and of a newspaper; none where the data is not at hand. */
export function heldOutProse(): HeldOutText[] {
  if (dataFolder === undefined) return []
  const read = (name: string) =>
    gunzipSync(readFileSync(join(dataFolder, name)))
      .toString('utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
  const books = read('books-en/shard-003.jsonl.gz').flatMap(({ text }: { text: string }) => {
    const start = text.indexOf('\n\n', text.length >> 1) // the middle is no preface
    const passage = text.slice(start, start + passageCharacters).trim()
    return passage.length < passageCharacters / 2 ? [] : [passage.replaceAll('\r', '').replaceAll(/\n{2,}/g, '\n')]
  })
  const sentences = read('news-zh-tagged/validation.jsonl.gz').map(({ tokens }: { tokens: string[] }) =>
    tokens.join('').normalize('NFKC'),
  )
  const news: string[] = []
  for (let at = 0; at < sentences.length; ) {
    let passage = ''
    while (at < sentences.length && passage.length < passageCharacters / 4) passage += `${sentences[at++]}\n`
    news.push(passage.trim())
  }
  return [
    ...firstOf(books, 'books').map(text => ({ set: 'prose', language: 'en', origin: 'books', text }) as const),
    ...firstOf(news, 'news').map(text => ({ set: 'prose', language: 'zh', origin: 'news', text }) as const),
  ]
}

/** So many characters of passages drawn by chance. */
function firstOf(passages: readonly string[], name: string): string[] {
  let characters = 0
  const limit = name === 'news' ? proseCharacters / 3 : proseCharacters // three bytes to a character
  return random('cleaning', 'prose', name)
    .shuffle(passages)
    .filter(passage => {
      characters += passage.length
      return characters <= limit
    })
}
