/** How much each n-gram of bytes speaks for which languages, in arrays over n-grams and over their scores. */
export interface NgramTable {
  /** Tags that the detector has, by the number that `languages` uses. */
  readonly tags: readonly string[]
  /** First four bytes of an n-gram, the lowest bits first; bytes that it does not have are 0. */
  readonly low: Uint32Array
  /** Its fifth and sixth byte. */
  readonly high: Uint16Array
  /** Where the scores of an n-gram begin; they end where those of the next one do. */
  readonly first: Uint32Array
  readonly languages: Uint8Array
  readonly scores: Uint8Array
}

/** What `eld` keeps to itself: scores by n-gram and language, and which character stands for which byte of UTF-8. */
interface EldTable {
  readonly languages: Readonly<Record<string, string>>
  readonly ngrams: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/**
 * Reads the small table of `eld`, which its package has, but does not export: hence the exact version in package.json,
 * and the tests that compare our scores with its own. Takes 0.4 s.
 */
export async function openNgramTable(): Promise<NgramTable> {
  const entry = import.meta.resolve('eld/small')
  const { ngramsData } = (await import(new URL('../ngrams/small.js', entry).href)) as { ngramsData: EldTable }
  const { dictionary } = (await import(new URL('../dictionary.js', entry).href)) as { dictionary: readonly string[] }
  // A byte above 0x7f is written as a character of its own.
  const byteOf = (character: string) =>
    /[a-z'` ]/.test(character) ? character.charCodeAt(0) : dictionary.indexOf(character)
  const texts = Object.keys(ngramsData.ngrams)
  const low = new Uint32Array(texts.length)
  const high = new Uint16Array(texts.length)
  const first = new Uint32Array(texts.length + 1)
  const [languages, scores]: [number[], number[]] = [[], []]
  for (const [index, text] of texts.entries()) {
    for (let at = 0; at < text.length; at++)
      if (at < 4) low[index]! |= byteOf(text[at]!) << (8 * at)
      else high[index]! |= byteOf(text[at]!) << (8 * (at - 4))
    const byLanguage = ngramsData.ngrams[text]!
    for (const language in byLanguage) {
      languages.push(Number(language))
      scores.push(byLanguage[language]!)
    }
    first[index + 1] = scores.length
  }
  return {
    tags: Object.values(ngramsData.languages),
    low,
    high,
    first,
    languages: Uint8Array.from(languages),
    scores: Uint8Array.from(scores),
  }
}
