/**
 * Paragraphs of known language: the translations of Debian's administrator's handbook (package debian-handbook). A
 * translation keeps the page names of the original and leaves in English whatever nobody has translated yet, so what
 * is still English has to be found and left out before a paragraph can count as an example of its language.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseHTML } from 'linkedom'

export interface Paragraph {
  /** Our tag of the language that the paragraph is written in. */
  readonly language: string
  readonly page: string
  readonly text: string
}

/** Folder of a translation to our tag. */
const handbookLanguages: Readonly<Record<string, string>> = {
  'ar-MA': 'ar',
  'ca-ES': 'ca',
  'cs-CZ': 'cs',
  'da-DK': 'da',
  'de-DE': 'de',
  'el-GR': 'el',
  'en-US': 'en',
  'es-ES': 'es',
  'fa-IR': 'fa',
  'fr-FR': 'fr',
  'hr-HR': 'hr',
  'id-ID': 'id',
  'it-IT': 'it',
  'ja-JP': 'ja',
  'ko-KR': 'ko',
  'nb-NO': 'no',
  'nl-NL': 'nl',
  'pl-PL': 'pl',
  'pt-BR': 'pt',
  'ro-RO': 'ro',
  'ru-RU': 'ru',
  'sv-SE': 'sv',
  'tr-TR': 'tr',
  'vi-VN': 'vi',
  'zh-CN': 'zh-Hans',
  'zh-TW': 'zh-Hant',
}

/** Where the handbook is: below INSTAR_DEBIAN, the folder that packages were unpacked to, or installed. */
export function handbookFolder(): string | undefined {
  return [process.env.INSTAR_DEBIAN, '/']
    .filter(folder => folder !== undefined)
    .map(folder => join(folder, 'usr/share/doc/debian-handbook/html'))
    .find(existsSync)
}

/**
 * Reads every n-th page of the translations to these languages.
 *
 * A paragraph is a `div.para` or `p` without what is nested in it: listings, figures, lists, tables. Left out are those
 * that stand word for word in the English pages, and those of which at least a third of the runs of four words do (a
 * sentence or two was translated, or the English has changed since).
 */
export function handbookParagraphs(
  folder: string,
  { languages = Object.values(handbookLanguages), every = 1 }: { languages?: readonly string[]; every?: number } = {},
): Paragraph[] {
  const pages = readdirSync(join(folder, 'en-US')).filter(name => name.endsWith('.html'))
  const chosen = pages.filter((_, index) => index % every === 0)
  const english = chosen.flatMap(page => paragraphsOf(readFileSync(join(folder, 'en-US', page), 'utf8')))
  const sentences = new Set(english)
  const runs = new Set(english.flatMap(wordRuns))
  const wanted = Object.entries(handbookLanguages).filter(([, language]) => languages.includes(language))
  return wanted.flatMap(([name, language]) => {
    const seen = new Set<string>()
    return chosen.flatMap(page =>
      paragraphsOf(readFileSync(join(folder, name, page), 'utf8'))
        .filter(text => seen.size < seen.add(text).size)
        .filter(text => language === 'en' || (!sentences.has(text) && sharedRuns(text, runs) < 1 / 3))
        .map(text => ({ language, page, text })),
    )
  })
}

/**
 * Lengths that are reported apart: titles and menu entries, single sentences, paragraphs. What an alphabet says in 100
 * characters takes a third of them in Chinese, Japanese and Korean.
 */
export const lengthBands = [
  { name: 'fragments (< 40)', from: 0 },
  { name: 'lines (40-99)', from: 40 },
  { name: 'paragraphs (>= 100)', from: 100 },
] as const

export interface LanguageScore {
  readonly language: string
  /** By band of length, in the order of `lengthBands`. */
  readonly bands: readonly { readonly all: number; readonly right: number }[]
}

/** Counts how many paragraphs of each language and length an identifier gets right, in all languages together too. */
export function score(paragraphs: readonly Paragraph[], identify: (text: string) => string): LanguageScore[] {
  const marked = paragraphs.map(({ language, text }) => ({
    language,
    band: lengthBands.findLastIndex(({ from }) => sizeOf(text) >= from),
    right: identify(text) === (language === 'id' ? 'ms' : language),
  }))
  const tally = (language: string, list: typeof marked): LanguageScore => ({
    language,
    bands: lengthBands.map((_, band) => {
      const inBand = list.filter(one => one.band === band)
      return { all: inBand.length, right: inBand.filter(({ right }) => right).length }
    }),
  })
  return [
    ...[...Map.groupBy(marked, ({ language }) => language)].map(([language, list]) => tally(language, list)),
    tally('all', marked),
  ]
}

/** Characters, those of Chinese, Japanese and Korean three times. */
function sizeOf(text: string): number {
  const wide = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0
  return text.length + 2 * wide
}

const nested = 'pre, div, ul, ol, dl, table, p, script, style'

function paragraphsOf(html: string): string[] {
  const { document } = parseHTML(html)
  const blocks = [...document.querySelectorAll('div.para, p')]
  const texts = blocks.map(block => {
    const own = block.cloneNode(true) as Element
    for (const inner of own.querySelectorAll(nested)) inner.remove()
    return (own.textContent ?? '').replace(/\s+/g, ' ').trim()
  })
  return texts.filter(text => /\p{L}/u.test(text))
}

function wordRuns(text: string): string[] {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? []
  return words.slice(3).map((_, index) => words.slice(index, index + 4).join(' '))
}

/** Of all runs of four Latin words, the share that the English pages have too; 0 where there are none. */
function sharedRuns(text: string, english: ReadonlySet<string>): number {
  const own = wordRuns(text)
  return own.length === 0 ? 0 : own.filter(run => english.has(run)).length / own.length
}
