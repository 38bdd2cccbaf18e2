import { msg, usageError } from '../../errors/index.ts'
import { characterBits, han, hangul, kana, letter, mark, number } from '../characters.ts'

/** A list of words that C4 throws documents out for. */
export interface BadWords {
  /** The first of them in a text. */
  find(text: string): string | undefined
  /** All of them, in order; of those that overlap the first. */
  findAll(text: string): string[]
}

const wordBits = letter | mark | number
/** Scripts without spaces: there a word may begin and end inside a run of letters. */
const unspaced = han | kana | hangul

/**
 * The "List of Dirty, Naughty, Obscene or Otherwise Bad Words" that C4 used (Raffel et al. 2020, section 2.2), for some
 * languages. Of its Chinese part only words of two characters and more without digits are taken: 性, 乳 and 幹 are in
 * most good texts, and 13点 is one o'clock. A list is a blunt tool: medical and historical texts have these words too.
 *
 * @param languages  ISO 639-1 codes, or tags that begin with one
 * @param counts  which of the words; all unless given
 * @throws InstarError (usage) for a language without a list
 */
export async function loadBadWords(
  languages: readonly string[],
  counts: (word: string) => boolean = () => true,
): Promise<BadWords> {
  const { default: lists } = await import('naughty-words')
  const words = languages.flatMap(language => {
    const list = lists[language.split('-')[0]!]
    if (list) return list
    throw usageError(
      msg`Expected languages with a list of bad words (${Object.keys(lists).join(', ')}), found ${language}`,
    )
  })
  const usable = (word: string) => !isUnspaced(word.charCodeAt(0)) || (word.length > 1 && !/\d/.test(word))
  return finderOf(words.filter(word => usable(word) && counts(word)))
}

function finderOf(words: readonly string[]): BadWords {
  const byBeginning = Map.groupBy(
    words.map(word => word.toLowerCase()),
    word => beginning(word, 0),
  )
  function* search(text: string): Generator<string> {
    const lower = text.toLowerCase()
    for (let i = 0; i < lower.length; i++) {
      const free = isUnspaced(lower.charCodeAt(i))
      if (!free && i > 0 && isWordUnit(lower, i - 1)) continue
      const found = byBeginning
        .get(beginning(lower, i))
        ?.find(word => lower.startsWith(word, i) && endsWord(lower, i, i + word.length, free))
      if (found === undefined) continue
      yield found
      i += found.length - 1
    }
  }
  return { find: text => search(text).next().value, findAll: text => [...search(text)] }
}

/** Characters on both sides of a word that segmentation looks at. */
const context = 20
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

/** Whether what stands there is a word, or in Chinese whole words: 姑娘的 has 娘的 in it, but is 姑娘 and 的. */
function endsWord(text: string, start: number, end: number, free: boolean): boolean {
  if (!free) return !isWordUnit(text, end)
  const from = Math.max(0, start - context)
  const bounds = new Set<number>([from + text.slice(from, end + context).length])
  for (const { index } of segmenter.segment(text.slice(from, end + context))) bounds.add(from + index)
  return bounds.has(start) && bounds.has(end)
}

/** Two units as one number. */
function beginning(text: string, index: number): number {
  return text.charCodeAt(index) * 0x10000 + (text.charCodeAt(index + 1) || 0)
}

function isUnspaced(unit: number): boolean {
  return (characterBits[unit]! & unspaced) !== 0
}

function isWordUnit(text: string, index: number): boolean {
  return index < text.length && (characterBits[text.charCodeAt(index)]! & wordBits) !== 0
}
