import type { Filter, Rejection } from './filter.ts'
import { isChinese, linesOf, severalLines, wordsOf } from './text.ts'

export interface GopherOptions {
  /** Fewest words of a document; a Chinese character counts as one. Gopher: 50. */
  readonly minimumWords?: number
}

/** Gopher's own smallest document; the rules about stop words are made for texts of this length. */
const gopherWords = 50
const chineseCharacters = 200

/**
 * The quality rules of Gopher (Rae et al. 2021, "Scaling Language Models", appendix A.1.1), with its thresholds. Two
 * are about words, which Chinese does not mark; there they are about characters. Those about lines need five lines: of
 * one line, any share is all or nothing; those about stop words need 50 words or 200 Chinese
 * characters, since verse does with few of them.
 *
 * | Rule | English | Chinese |
 * |---|---|---|
 * | mean length of words | 3 to 10 letters | left out |
 * | text rather than symbols | 80 % of words have a letter | 60 % of characters that are no space are letters |
 * | stop words | 2 of 8 | 2 function characters, modern or classical |
 */
export function gopherFilter({ minimumWords = gopherWords }: GopherOptions = {}): Filter {
  return {
    name: 'gopher',
    apply: document => {
      const { text } = document
      const words = wordsOf(text)
      return (
        tooFew('words', words.length, minimumWords) ??
        tooMany('words', words.length, 100_000) ??
        tooMany('symbols # and … per word', count(text, /#|…|\.{3}/g) / words.length, 0.1) ??
        tooMany('lines that begin with a bullet', lineShare(text, /^\s*[•‣◦▪*·-]\s/), 0.9) ??
        tooMany('lines that end with an ellipsis', lineShare(text, /(…|\.{3})\s*$/), 0.3) ??
        (isChinese(text) ? chineseRules(text, words) : englishRules(words)) ??
        document
      )
    },
  }
}

const stopWords = ['the', 'be', 'to', 'of', 'and', 'that', 'have', 'with']
const functionCharacters = new Set('的一是不了在有人我他這这中大來来上個个國国和也之其而以于於者為为與与無无何')

function englishRules(words: readonly string[]): Rejection | undefined {
  const letters = words.reduce((sum, word) => sum + word.length, 0) / words.length
  const lower = new Set(words.map(word => word.toLowerCase()))
  return (
    tooFew('mean length of words', letters, 3) ??
    tooMany('mean length of words', letters, 10) ??
    tooFew('words with a letter', words.filter(word => /\p{L}/u.test(word)).length / words.length, 0.8) ??
    (words.length < gopherWords ? undefined : tooFew('stop words', stopWords.filter(word => lower.has(word)).length, 2))
  )
}

function chineseRules(text: string, words: readonly string[]): Rejection | undefined {
  const found = new Set([...text].filter(character => functionCharacters.has(character)))
  return (
    tooFew('characters that are letters', count(text, /\p{L}/gu) / count(text, /\S/gu), 0.6) ??
    (words.length < chineseCharacters ? undefined : tooFew('function characters', found.size, 2))
  )
}

function tooFew(what: string, value: number, least: number): Rejection | undefined {
  return value < least ? { reason: `${what}: fewer than ${least}`, value } : undefined
}

function tooMany(what: string, value: number, most: number): Rejection | undefined {
  return value > most ? { reason: `${what}: more than ${most}`, value } : undefined
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

function lineShare(text: string, pattern: RegExp): number {
  const lines = linesOf(text)
  return lines.length < severalLines ? 0 : lines.filter(line => pattern.test(line)).length / lines.length
}
