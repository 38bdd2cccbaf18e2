import type { TextClassifier } from '../classifier/index.ts'
import type { Filter } from './filter.ts'

export interface QualityOptions {
  readonly classifier: TextClassifier
  /** Documents with a lower score are rejected. */
  readonly threshold?: number
}

/** How many words of a document are told that spoke most for the decision. */
export const tellingWords = 5

/**
 * Keeps documents that a classifier, trained by the user on examples of good and bad texts, finds likely to be good, and
 * writes the score into them (`metadata.quality`). The idea of GPT-3's filter (Brown et al. 2020, appendix A) and of
 * DataComp-LM (Li et al. 2024, section 4.4), which found fastText on chosen examples to be the best of seven ways.
 */
export function qualityFilter({ classifier, threshold = 0.5 }: QualityOptions): Filter {
  return {
    name: 'quality',
    apply: document => {
      const quality = Math.round(classifier.score(document.text) * 1000) / 1000
      if (quality >= threshold) return { ...document, metadata: { ...document.metadata, quality } }
      const against = classifier.telling(document.text, false, tellingWords)
      return {
        reason: `quality: below ${threshold}`,
        value: quality,
        ...(against.length > 0 ? { detail: against.join(', ') } : {}),
      }
    },
  }
}
