import { simplifiedProbability } from './chinese.ts'
import { ngramEvidence } from './evidence.ts'
import { ngramScorer } from './ngram-scorer.ts'
import { openNgramTable } from './ngram-table.ts'
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
 * Opens the identifier, which takes 0.4 s and 50 MB, the table that is read included.
 *
 * Scripts decide first. Where Han characters are at least as many as words in other scripts, it is Japanese if there are
 * kana, else Chinese, simplified or traditional by the characters that only one of the two has. All else is told apart
 * by n-grams, with the table of `eld`. Chinese and Japanese in which other words stand have the share of their own as
 * probability.
 */
export async function openLanguageIdentifier(): Promise<LanguageIdentifier> {
  const table = await openNgramTable()
  const evidenceOf = ngramEvidence(table.tags, ngramScorer(table))
  return (text, expected = []) => {
    const odds = (tag: string) => (expected.some(range => languageMatches(tag, range)) ? expectedOdds : 1)
    return likeliest(candidatesOf(text, evidenceOf, odds))
  }
}

function candidatesOf(
  text: string,
  evidenceOf: (text: string) => Map<string, number>,
  odds: (tag: string) => number,
): Map<string, number> {
  const { letters, han, kana, hangul, otherWords } = scriptsOf(text)
  if (letters === 0) return new Map()
  const ideographs = han + kana
  if (ideographs > 0 && ideographs >= otherWords && hangul <= ideographs / 20) {
    const share = ideographs / (ideographs + otherWords)
    if (kana > ideographs / 20) return new Map([['ja', share]])
    const weights = chineseShares(text).map(([tag, part]) => [tag, part * odds(tag)] as const)
    return scaledTo(share, new Map(weights))
  }
  const weights = new Map<string, number>()
  for (const [tag, evidence] of evidenceOf(text)) {
    const weight = Math.exp(evidence)
    if (tag === 'zh')
      for (const [script, part] of chineseShares(text)) weights.set(script, part * weight * odds(script))
    else weights.set(tag, weight * odds(tag))
  }
  return scaledTo(1, weights)
}

/** Weights that add up to a sum. */
function scaledTo(sum: number, weights: Map<string, number>): Map<string, number> {
  let all = 0
  for (const weight of weights.values()) all += weight
  for (const [tag, weight] of weights) weights.set(tag, (sum * weight) / all)
  return weights
}

function chineseShares(text: string): (readonly [tag: string, share: number])[] {
  const simplified = simplifiedProbability(text)
  return [
    ['zh-Hans', simplified],
    ['zh-Hant', 1 - simplified],
  ]
}

function likeliest(candidates: ReadonlyMap<string, number>): Identification {
  let language = 'und'
  let confidence = 0
  for (const [tag, probability] of candidates) if (probability > confidence) [language, confidence] = [tag, probability]
  return { language, confidence, candidates }
}
