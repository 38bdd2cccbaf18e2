import type { Filter } from './filter.ts'
import { isChinese, scriptOf, wordsOf } from './text.ts'

type Detector = Pick<typeof import('eld/small').eld, 'detect'>

/** Words up to which the detector's word is taken only when it is sure: names alone look like any language. */
const shortText = 20

/**
 * Keeps documents in the languages named, and writes the language into them. Chinese and Japanese are told apart by
 * their scripts, all else by character n-grams (`eld`).
 *
 * @param languages  ISO 639-1 codes
 */
export async function languageFilter(languages: readonly string[]): Promise<Filter> {
  const { eld } = await import('eld/small') // 0.2 s and 60 MB that other users of this folder need not pay
  return {
    name: 'language',
    apply: document => {
      const language = languageOf(document.text, languages, eld)
      return languages.includes(language) ? { ...document, language } : { reason: language || 'no language' }
    },
  }
}

function languageOf(text: string, expected: readonly string[], detector: Detector): string {
  if (isChinese(text)) return 'zh'
  const { letters, kana } = scriptOf(text)
  if (letters === 0) return ''
  if (kana > letters / 20) return 'ja'
  const found = detector.detect(text)
  if (expected.includes(found.language) || wordsOf(text).length > shortText || found.isReliable()) return found.language
  const scores = Object.entries(found.getScores()).filter(([language]) => expected.includes(language))
  return scores.sort(([, a], [, b]) => b - a)[0]?.[0] ?? found.language
}
