import { msg, usageError } from '../../errors/index.ts'
import { identifiableLanguages, languageMatches, openLanguageIdentifier } from '../language/index.ts'
import type { Filter } from './filter.ts'

export interface LanguageOptions {
  /** Tags or their beginnings: `en`, `zh-Hans`; `zh` for both scripts. */
  readonly keep: readonly string[]
  /** Least probability that a document is in one of these. C4 asks 0.99, FineWeb 0.65. */
  readonly threshold?: number
}

/**
 * Keeps documents in the languages named and writes into them the language found and how likely it is
 * (`metadata.languageConfidence`).
 *
 * @throws InstarError (usage) for a language that cannot be identified
 */
export async function languageFilter({ keep, threshold = 0.5 }: LanguageOptions): Promise<Filter> {
  const unknown = keep.find(range => !identifiableLanguages.some(tag => languageMatches(tag, range)))
  if (unknown !== undefined)
    throw usageError(msg`Expected languages among ${identifiableLanguages.join(', ')}, but found ${unknown}`)
  const identify = await openLanguageIdentifier()
  return {
    name: 'language',
    apply: document => {
      const { language, confidence, candidates } = identify(document.text, keep)
      if (language === 'und') return { reason: 'no language' }
      let kept = 0
      for (const [tag, probability] of candidates)
        if (keep.some(range => languageMatches(tag, range))) kept += probability
      if (kept < threshold) {
        const wanted = keep.some(range => languageMatches(language, range))
        return { reason: wanted ? `not surely ${language}` : language, value: wanted ? kept : confidence }
      }
      const languageConfidence = Math.round(confidence * 1000) / 1000
      return { ...document, language, metadata: { ...document.metadata, languageConfidence } }
    },
  }
}
