import type { Document } from '../document.ts'
import { isChinese } from '../language/index.ts'
import type { Filter, Rejection } from './filter.ts'
import { chineseQuality } from './gopher-chinese.ts'
import { type Lines, linesOf, severalLines } from './lines.ts'
import { tooFew, tooMany } from './measure.ts'
import { type Words, wordsOf } from './words.ts'

export interface GopherOptions {
  /** Fewest words of a document; a Chinese character counts as one. Gopher: 50. */
  readonly minimumWords?: number
}

/** Gopher's own smallest document; the rule about stop words is made for texts of this length. */
const gopherWords = 50

/**
 * The quality rules of Gopher (Rae et al. 2021, "Scaling Language Models", appendix A.1.1), with its thresholds: 50 to
 * 100,000 words; words of 3 to 10 letters in the mean; at most 0.1 of # and of … per word; at most 90 % of lines that
 * begin with a bullet and 30 % that end with an ellipsis; 80 % of words with a letter; two of eight English stop words.
 *
 * Rules about lines need five of them: of one line, any share is all or nothing. The one about stop words is for English
 * (and for documents whose language nobody has identified) of 50 words. Chinese has rules of its own in place of those
 * about words: `gopher-chinese.ts`.
 */
export function gopherFilter({ minimumWords = gopherWords }: GopherOptions = {}): Filter {
  return {
    name: 'gopher',
    apply: document => {
      const { text } = document
      const words = wordsOf(text)
      const { hashes, ellipses } = symbolsOf(text)
      const lines = linesOf(text)
      return (
        tooFew('words', words.count, minimumWords) ??
        tooMany('words', words.count, 100_000) ??
        tooMany('# per word', hashes / words.count, 0.1) ??
        tooMany('… per word', ellipses / words.count, 0.1) ??
        tooMany('lines that begin with a bullet', lineShare(text, lines, beginsWithBullet), 0.9) ??
        tooMany('lines that end with an ellipsis', lineShare(text, lines, endsWithEllipsis), 0.3) ??
        (isChinese(text) ? chineseQuality(text, words) : wordQuality(document, words)) ??
        document
      )
    },
  }
}

function wordQuality({ text, language }: Document, words: Words): Rejection | undefined {
  const letters = words.units / words.count
  const english = language === undefined || language === 'en'
  return (
    tooFew('mean length of words', letters, 3) ??
    tooMany('mean length of words', letters, 10) ??
    tooFew('words with a letter', words.withLetter / words.count, 0.8) ??
    (english && words.count >= gopherWords ? tooFew('stop words', stopWordsIn(text, words), 2) : undefined)
  )
}

const stopWords = ['the', 'be', 'to', 'of', 'and', 'that', 'have', 'with']

/** How many of the stop words a text has; more than two make no difference. */
function stopWordsIn(text: string, words: Words): number {
  const found = new Set<string>()
  for (let i = 0; i < words.count && found.size < 2; i++) {
    const length = words.ends[i]! - words.starts[i]!
    if (length < 2 || length > 4) continue
    const word = text.slice(words.starts[i], words.ends[i]).toLowerCase()
    if (stopWords.includes(word)) found.add(word)
  }
  return found.size
}

/** Marks of Markdown's headings are no words of the page: they are not counted. */
function symbolsOf(text: string): { hashes: number; ellipses: number } {
  let hashes = 0
  let ellipses = 0
  for (let at = text.indexOf('#'); at >= 0; ) {
    let end = at + 1
    while (text[end] === '#') end++
    const isHeading = text[end] === ' ' && end - at <= 6 && (at === 0 || text[at - 1] === '\n')
    if (!isHeading) hashes += end - at
    at = text.indexOf('#', end)
  }
  for (let at = text.indexOf('…'); at >= 0; at = text.indexOf('…', at + 1)) ellipses++
  for (let at = text.indexOf('...'); at >= 0; at = text.indexOf('...', at + 3)) ellipses++
  return { hashes, ellipses }
}

type LineTest = (text: string, start: number, end: number) => boolean

/** Share of the lines for which a test holds; 0 where there are too few to say. */
function lineShare(text: string, { count, starts, ends }: Lines, test: LineTest): number {
  if (count < severalLines) return 0
  let found = 0
  for (let i = 0; i < count; i++) if (test(text, starts[i]!, ends[i]!)) found++
  return found / count
}

/** A bullet and white space after it: -5 is a number. */
function beginsWithBullet(text: string, start: number, end: number): boolean {
  return '•‣◦▪*·-'.includes(text[start]!) && start + 1 < end && ' \t\u3000\u00a0'.includes(text[start + 1]!)
}

function endsWithEllipsis(text: string, start: number, end: number): boolean {
  return text[end - 1] === '…' || (end - start >= 3 && text.startsWith('...', end - 3))
}
