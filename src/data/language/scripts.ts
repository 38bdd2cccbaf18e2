import { characterBits, han, hangul, isPair, kana, letter, pairBits } from '../characters.ts'

/** How many letters of a text belong to which of the scripts that matter to cleaning. */
export interface Scripts {
  readonly letters: number
  readonly han: number
  readonly kana: number
  readonly hangul: number
  /** Words in any other script: runs of its letters. */
  readonly otherWords: number
}

let last: { text: string; scripts: Scripts } | undefined

/** Counts letters by script, in one pass; filters ask about the same text one after the other, so the last is kept. */
export function scriptsOf(text: string): Scripts {
  if (last?.text !== text) last = { text, scripts: count(text) }
  return last.scripts
}

function count(text: string): Scripts {
  const counts = { letters: 0, han: 0, kana: 0, hangul: 0, otherWords: 0 }
  let inWord = false
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    let bits = characterBits[unit]!
    if (isPair(unit, text, i)) bits = pairBits(text, i++)
    const isLetter = (bits & letter) !== 0
    if (isLetter) counts.letters++
    if ((bits & (han | kana | hangul)) === 0) {
      if (isLetter && !inWord) counts.otherWords++
      inWord = isLetter
    } else {
      inWord = false
      if (bits & han) counts.han++
      else if (bits & kana) counts.kana++
      else counts.hangul++
    }
  }
  return counts
}

/**
 * Whether a text is written in Chinese: it has at least as many Han characters as words in other scripts, and hardly any
 * Japanese or Korean ones.
 */
export function isChinese(text: string): boolean {
  const { han, kana, hangul, otherWords } = scriptsOf(text)
  return han > 0 && han >= otherWords && kana + hangul <= han / 20
}
