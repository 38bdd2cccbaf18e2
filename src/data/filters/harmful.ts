import type { TextClassifier } from '../classifier/index.ts'
import { scriptsOf } from '../language/index.ts'
import type { BadWords } from './bad-words.ts'
import type { Filter, Rejection } from './filter.ts'
import { tellingWords } from './quality.ts'
import { wordsOf } from './words.ts'

export interface HarmfulOptions {
  /** Words that hardly stand in a harmless text: see `loadHarmfulWords`. */
  readonly words: BadWords
  /** Trained on harmless (good) and harmful (bad) texts. Without one, only the words decide. */
  readonly classifier?: TextClassifier
  /** Documents with at least this score are rejected. */
  readonly threshold?: number
}

/** As many words are added to every text: one bad word in a short one does not decide. */
const wordsBefore = 30
/** Share of bad words at which the score is one half. */
const evenShare = 0.02

/**
 * Rejects documents that insult, threaten, incite or describe sex, as far as their words tell. Two judges give a score
 * from 0 to 1, and the higher counts: how large a share of the words is on a list (one in 50 gives one half), and how
 * likely a trained classifier finds the text to be harmful. The reason says which of the two it was, the detail on what
 * grounds.
 */
export function harmfulFilter({ words, classifier, threshold = 0.5 }: HarmfulOptions): Filter {
  return {
    name: 'harmful',
    apply: document => {
      const { text } = document
      return byWords(text, words, threshold) ?? byClassifier(text, classifier, threshold) ?? document
    },
  }
}

/** The score of the words alone. */
function wordsScore(text: string, found: number): number {
  // A Chinese word has two characters or so.
  const share = found / (wordsOf(text).count - scriptsOf(text).han / 2 + wordsBefore)
  return share / (share + evenShare)
}

function byWords(text: string, words: BadWords, threshold: number): Rejection | undefined {
  const found = words.findAll(text)
  const score = wordsScore(text, found.length)
  if (found.length === 0 || score < threshold) return undefined
  return { reason: 'harmful words', value: score, detail: [...new Set(found)].slice(0, tellingWords).join(', ') }
}

function byClassifier(text: string, classifier: TextClassifier | undefined, threshold: number): Rejection | undefined {
  if (!classifier) return undefined
  const score = 1 - classifier.score(text)
  if (score < threshold) return undefined
  const against = classifier.telling(text, false, tellingWords)
  return {
    reason: 'harmful by the classifier',
    value: score,
    ...(against.length > 0 ? { detail: against.join(', ') } : {}),
  }
}
