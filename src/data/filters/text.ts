/** How much of a text is Chinese: what most filters must know, since Chinese has no spaces between words. */
export interface Script {
  readonly letters: number
  readonly han: number
  readonly kana: number
  readonly hangul: number
}

/** Counts letters by script. */
export function scriptOf(text: string): Script {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0
  return {
    letters: count(/\p{L}/gu),
    han: count(/\p{Script=Han}/gu),
    kana: count(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu),
    hangul: count(/\p{Script=Hangul}/gu),
  }
}

/** Whether a text is written in Chinese: a third of its letters are Han, and hardly any are Japanese or Korean. */
export function isChinese(text: string): boolean {
  const { letters, han, kana, hangul } = scriptOf(text)
  return han > 0 && han >= letters / 3 && kana + hangul <= han / 20
}

/**
 * The units in which lengths are measured: words, where a Chinese character counts as one word of its own. Punctuation
 * belongs to no unit, a hyphen or apostrophe inside a word to that word.
 */
export function wordsOf(text: string): string[] {
  return (
    text.match(
      /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+(?:['’-](?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+)*/gu,
    ) ?? []
  )
}

/** Lines that hold more than white space. */
export function linesOf(text: string): string[] {
  return text.split('\n').filter(line => line.trim() !== '')
}

/** Lines from which on shares of lines say something about a document. */
export const severalLines = 5
