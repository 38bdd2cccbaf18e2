import type { Language, Question } from '../data/index.ts'
import type { Judged } from './evaluate.ts'
import { wilsonInterval } from './wilson.ts'

/** A count of one kind of question in one language. */
export interface Score {
  readonly kind: string
  readonly language: Language
  readonly count: number
  readonly total: number
  /** Wilson interval of count / total at 95 %. */
  readonly interval: readonly [low: number, high: number]
}

/** Kinds that are reported as one. */
const reportedAs: Readonly<Record<string, string>> = { sum: 'sums', difference: 'sums' }

/** The name under which a question is counted: its group, or its kind, or what its kind is reported with. */
export function scoredKind({ group, kind }: Pick<Question, 'group' | 'kind'>): string {
  return group ?? reportedAs[kind] ?? kind
}

/** Right answers by kind and language, in the order in which the kinds first occur. */
export function scores(judged: readonly Judged[]): Score[] {
  return tally(judged, scoredKind, ({ right }) => right)
}

/**
 * Refusals of questions that have an answer, by language. Small talk and identity are not among them, nor are groups,
 * whose questions may well be beyond the model.
 */
export function falseRefusals(judged: readonly Judged[]): Score[] {
  const answerable = judged.filter(
    ({ question: { kind, group, expect } }) =>
      group === undefined && !['refusal', 'identity'].includes(expect.type) && kind !== 'smalltalk',
  )
  return tally(
    answerable,
    () => 'false-refusal',
    ({ refused }) => refused,
  )
}

function tally(
  judged: readonly Judged[],
  kindOf: (question: Question) => string,
  counts: (judged: Judged) => boolean,
): Score[] {
  const groups = Map.groupBy(judged, ({ question }) => `${kindOf(question)}\u0000${question.language}`)
  return Array.from(groups.values(), group => {
    const { question } = group[0]!
    const [count, total] = [group.filter(counts).length, group.length]
    return {
      kind: kindOf(question),
      language: question.language,
      count,
      total,
      interval: wilsonInterval(count, total),
    }
  })
}
