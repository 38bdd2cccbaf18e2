import type { Document } from '../document.ts'
import { isChinese } from '../language/index.ts'
import type { BadWords } from './bad-words.ts'
import type { Filter } from './filter.ts'
import { linesOf } from './lines.ts'
import { tooFew } from './measure.ts'
import { endsQuotation, endsSentence, sentencesIn } from './sentences.ts'
import { type Words, wordsOf } from './words.ts'

export interface C4Options {
  /** Fewest sentences of a document. Paper: 3; the published code: 5. */
  readonly minimumSentences?: number
  /** Fewest words of a line. Paper: 5; the published code: 3. Chinese: 1.6 times as many characters. */
  readonly minimumLineWords?: number
  /** Rejects documents with one of these words; none are looked for unless given. */
  readonly badWords?: BadWords
}

/** Characters of a Chinese word, about. */
const charactersPerWord = 1.6
/** Longest word of a line that is kept (the published code). */
const longestWord = 1000

const citation = /\[\d*\]|\[edit\]|\[citation needed\]/g
const policies = [
  ...['terms of use', 'privacy policy', 'cookie policy', 'uses cookies', 'use of cookies', 'use cookies'],
  ...['隐私政策', '隱私政策', '使用条款', '使用條款', '用户协议', '版权所有', '版權所有'],
]

/**
 * The rules of C4 (Raffel et al. 2020, "Exploring the Limits of Transfer Learning", section 2.2). Of a document only the
 * lines stay that end with a full stop, exclamation mark, question mark or closing quotation mark, have five words, and
 * mention neither JavaScript nor a policy; citation marks are cut out. Documents with a curly bracket, with "lorem ipsum"
 * or, if asked for, with a bad word are rejected, and those of which fewer than three sentences are left.
 *
 * For Chinese: 。！？ and their like end lines, an ellipsis does too (in English it marks a line that was cut off), and
 * policies have Chinese names.
 *
 * This is strict: it throws out a large part of any text that is no running prose. `boilerplate` and `fineweb` are milder.
 */
export function c4Filter({ minimumSentences = 3, minimumLineWords = 5, badWords }: C4Options = {}): Filter {
  return {
    name: 'c4',
    apply: document => {
      const text = document.text.replace(citation, '')
      if (text.includes('{') || text.includes('}')) return { reason: 'curly bracket' }
      if (/lorem ipsum/i.test(text)) return { reason: 'lorem ipsum' }
      const chinese = isChinese(text)
      const { lines, sentences } = proseOf(text, chinese, minimumLineWords * (chinese ? charactersPerWord : 1))
      const short = tooFew('sentences', sentences, minimumSentences)
      if (short) return short
      const clean = lines.join('\n')
      const result: Document = clean === document.text ? document : { ...document, text: clean }
      return badWords?.find(clean) ? { reason: 'bad word' } : result
    },
  }
}

function proseOf(text: string, chinese: boolean, leastWords: number): { lines: string[]; sentences: number } {
  const { count, starts, ends } = linesOf(text)
  const words = wordsOf(text)
  const lines: string[] = []
  let sentences = 0
  let word = 0
  for (let i = 0; i < count; i++) {
    const [start, end] = [starts[i]!, ends[i]!]
    const first = word
    while (word < words.count && words.starts[word]! < end) word++
    if (!endsLine(text, start, end, chinese)) continue
    if (word - first < leastWords || hasLongWord(words, first, word)) continue
    const line = text.slice(start, end)
    const lower = line.toLowerCase()
    if (lower.includes('javascript') || policies.some(policy => lower.includes(policy))) continue
    sentences += sentencesIn(text, start, end)
    lines.push(line)
  }
  return { lines, sentences }
}

function endsLine(text: string, start: number, end: number, chinese: boolean): boolean {
  if (chinese) return text[end - 1] === '…' || endsSentence(text, start, end) || endsQuotation(text, end)
  return (endsSentence(text, start, end) && !text.startsWith('...', end - 3)) || endsQuotation(text, end)
}

function hasLongWord({ starts, ends }: Words, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (ends[i]! - starts[i]! > longestWord) return true
  return false
}
