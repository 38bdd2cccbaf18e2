import { simplifiedProbability } from './chinese.ts'
import { type Detector, evidenceOf } from './evidence.ts'
import { scriptsOf } from './scripts.ts'

/** The language of a text, and how likely it is to be that. */
export interface Identification {
  /** BCP 47: ISO 639-1, for Chinese with its script (`zh-Hans`, `zh-Hant`); `und` for a text without letters. */
  readonly language: string
  /** Between 0 and 1: of texts with 0.8, about 80 % are in that language. */
  readonly confidence: number
  /** Every language that it may be, with its probability. */
  readonly candidates: ReadonlyMap<string, number>
}

/**
 * @param expected  languages that the text is likely to be in, as tags or as the beginnings of tags; where the evidence
 * is thin (names and numbers look like any language), they win.
 */
export type LanguageIdentifier = (text: string, expected?: readonly string[]) => Identification

/** Every tag that can come out. Both kinds of Norwegian are `no`, Indonesian is `ms`, Serbian in Latin letters `hr`. */
export const identifiableLanguages: readonly string[] = (
  'am ar az be bg bn ca cs da de el en es et eu fa fi fr gu he hi hr hu hy is it ja ka kn ko ku lo lt lv ml mr ms nl no or pa ' +
  'pl pt ro ru sk sl sq sr sv ta te th tl tr uk ur vi yo zh-Hans zh-Hant'
).split(' ')

/** Whether a tag is meant by a shorter one: `zh` means `zh-Hant` too (RFC 4647, basic filtering). */
export function languageMatches(tag: string, range: string): boolean {
  return tag === range || tag.startsWith(`${range}-`)
}

/** How many times likelier than any other an expected language is before the text is read. With 20, lists of abbreviations are in it too. */
const expectedOdds = 2

/**
 * Opens the identifier, which takes 0.3 s and 60 MB.
 *
 * Scripts decide first. Where Han characters are at least as many as words in other scripts, it is Japanese if there are
 * kana, else Chinese, simplified or traditional by the characters that only one of the two has. All else is told apart
 * by the character n-grams of `eld`. Chinese and Japanese in which other words stand have the share of their own as
 * probability.
 */
export async function openLanguageIdentifier(): Promise<LanguageIdentifier> {
  const { eld } = await import('eld/small') // slow and large, and most users of this folder do not need it
  return (text, expected = []) => {
    const odds = (tag: string) => (expected.some(range => languageMatches(tag, range)) ? expectedOdds : 1)
    return likeliest(candidatesOf(text, eld, odds))
  }
}

function candidatesOf(text: string, detector: Detector, odds: (tag: string) => number): Map<string, number> {
  const { letters, han, kana, hangul, otherWords } = scriptsOf(text)
  if (letters === 0) return new Map()
  const ideographs = han + kana
  if (ideographs > 0 && ideographs >= otherWords && hangul <= ideographs / 20) {
    const share = ideographs / (ideographs + otherWords)
    if (kana > ideographs / 20) return new Map([['ja', share]])
    const probability = simplifiedProbability(text)
    const weights = [probability * odds('zh-Hans'), (1 - probability) * odds('zh-Hant')] as const
    const simplified = weights[0] / (weights[0] + weights[1])
    return new Map([
      ['zh-Hans', share * simplified],
      ['zh-Hant', share * (1 - simplified)],
    ])
  }
  const weights = [...evidenceOf(text, detector)].map(
    ([tag, evidence]) => [tag, Math.exp(evidence) * odds(tag)] as const,
  )
  const sum = weights.reduce((sum, [, weight]) => sum + weight, 0)
  return new Map(weights.map(([tag, weight]) => [tag, weight / sum]))
}

function likeliest(candidates: ReadonlyMap<string, number>): Identification {
  let language = 'und'
  let confidence = 0
  for (const [tag, probability] of candidates) if (probability > confidence) [language, confidence] = [tag, probability]
  return { language, confidence, candidates }
}
