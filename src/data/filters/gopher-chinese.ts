import { characterBits, isPair, pairBits, space } from '../characters.ts'
import { scriptsOf } from '../language/index.ts'
import type { Rejection } from './filter.ts'
import { tooFew, tooMany } from './measure.ts'
import type { Words } from './words.ts'

/** Characters from which on a text must have function characters and sentences: verse does with few of them. */
const severalCharacters = 200
/** Characters (or words of another script) from which on shares say something: 1.价格低。 is a good line of a review. */
const fewCharacters = 50

/**
 * What takes the place of Gopher's rules about words in Chinese, which does not mark them. The thresholds are ours, set so
 * that news, reviews, manuals and verse pass (docs/filters.md has the table).
 *
 * | Gopher | Chinese |
 * |---|---|
 * | words of 3 to 10 letters | sentences of 3 to 150 characters in the mean, in texts of 200 characters |
 * | 80 % of words have a letter | of characters that are no space 60 % are letters and 10 % Han, in texts of 50 |
 * | 2 of 8 stop words | 2 of 47 function characters, modern or classical, in texts of 200 |
 */
export function chineseQuality(text: string, words: Words): Rejection | undefined {
  const { letters, han } = scriptsOf(text)
  const { visible, sentences, functions } = measure(text)
  if (words.count < fewCharacters) return undefined
  const shares =
    tooFew('characters that are letters', letters / visible, 0.6) ??
    tooFew('characters that are Han', han / visible, 0.1)
  if (shares || words.count < severalCharacters) return shares
  return (
    tooFew('function characters', functions, 2) ??
    tooFew('characters per sentence', words.count / sentences, 3) ??
    tooMany('characters per sentence', words.count / sentences, 150)
  )
}

const functionCharacters = [...new Set('的一是不了在有人我他這这中大來来上個个國国和也之其而以于於者為为與与無无何')]
const sentenceEnds = '。！？；!?;…\n'

/** Bit or class of every unit that one of the two lists has: 1 and up for function characters, 255 for ends. */
const roles = new Uint8Array(0x10000)
for (const [index, character] of functionCharacters.entries()) roles[character.charCodeAt(0)] = index + 1
for (const character of sentenceEnds) roles[character.charCodeAt(0)] = 255

function measure(text: string): { visible: number; sentences: number; functions: number } {
  const found = new Uint8Array(functionCharacters.length + 1)
  let visible = 0
  let sentences = 0
  let inSentence = false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const bits = isPair(unit, text, i) ? pairBits(text, i++) : characterBits[unit]!
    if ((bits & space) === 0) visible++
    const role = roles[unit]!
    if (role === 255) {
      if (inSentence) sentences++
      inSentence = false
    } else {
      if (role > 0) found[role] = 1
      if ((bits & space) === 0) inSentence = true
    }
  }
  if (inSentence) sentences++
  return { visible, sentences, functions: found.reduce((sum, one) => sum + one, 0) }
}
