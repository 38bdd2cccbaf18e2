import { characterBits, isPair, pairBits, space } from '../characters.ts'
import { scriptsOf } from '../language/index.ts'
import type { Rejection } from './filter.ts'
import { tooFew, tooMany } from './measure.ts'
import type { Words } from './words.ts'

/** Characters from which on a text must have function characters: verse does with few of them. */
const severalCharacters = 200

/**
 * What takes the place of Gopher's rules about words in Chinese, which does not mark them. The thresholds are ours, set so
 * that news, reviews, manuals and verse pass (docs/filters.md has the table).
 *
 * | Gopher | Chinese |
 * |---|---|
 * | words of 3 to 10 letters | sentences of 3 to 150 characters in the mean, from 200 characters on |
 * | 80 % of words have a letter | 60 % of characters that are no space are letters, 40 % are Han |
 * | 2 of 8 stop words | 2 of 47 function characters, modern or classical, from 200 characters on |
 */
export function chineseQuality(text: string, words: Words): Rejection | undefined {
  const { letters, han } = scriptsOf(text)
  const { visible, sentences, functions } = measure(text)
  const long = words.count >= severalCharacters
  return (
    tooFew('characters that are letters', letters / visible, 0.6) ??
    tooFew('characters that are Han', han / visible, 0.4) ??
    (long ? tooFew('function characters', functions, 2) : undefined) ??
    (long ? tooFew('characters per sentence', words.count / sentences, 3) : undefined) ??
    (long ? tooMany('characters per sentence', words.count / sentences, 150) : undefined)
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
