import { falseRefusals, type Judged, type Score, scoredKind, scores } from '../evals/index.ts'
import type { ReportCard } from './card.ts'

/** A score of one stage. */
export interface StageScore extends Score {
  readonly stage: string
}

/** Right answers by stage, kind and language, in the order in which they first occur. */
export function stageScores(card: Pick<ReportCard, 'answers'>): StageScore[] {
  return card.answers.flatMap(({ stage, answers }) => scores(answers).map(score => ({ stage, ...score })))
}

/** How often a stage refused a question that has an answer. */
export function stageFalseRefusals(card: Pick<ReportCard, 'answers'>): StageScore[] {
  return card.answers.flatMap(({ stage, answers }) => falseRefusals(answers).map(score => ({ stage, ...score })))
}

/** The scores of one kind of question, the stages side by side: undefined for a stage that was not asked. */
export interface ScoreRow {
  readonly kind: string
  readonly language: StageScore['language']
  readonly stages: readonly (StageScore | undefined)[]
}

/** One row per kind and language. */
export function scoreRows(scores: readonly StageScore[], stages: readonly string[]): ScoreRow[] {
  const groups = Map.groupBy(scores, ({ kind, language }) => `${kind}\u0000${language}`)
  return Array.from(groups.values(), group => ({
    kind: group[0]!.kind,
    language: group[0]!.language,
    stages: stages.map(stage => group.find(score => score.stage === stage)),
  }))
}

/** How many questions stand behind a row: one number, or one per stage where they differ. */
export function questionCount({ stages }: ScoreRow): string {
  const totals = stages.map(score => score?.total ?? 0)
  return new Set(totals).size === 1 ? String(totals[0]) : totals.join(' / ')
}

/**
 * Answers to show: as many wrong as right ones where there are enough, and one kind and language after the other, so
 * that no kind fills the list. The order of the answers decides, nothing else.
 */
export function shownAnswers(answers: readonly Judged[], count: number): Judged[] {
  const wrong = inTurn(answers.filter(answer => !answer.right))
  const right = inTurn(answers.filter(answer => answer.right))
  const wrongCount = Math.min(wrong.length, Math.max(Math.floor(count / 2), count - right.length))
  return [...right.slice(0, count - wrongCount), ...wrong.slice(0, wrongCount)]
}

/** The first of every kind and language, then the second of each, and so on. */
function inTurn(answers: readonly Judged[]): Judged[] {
  const groups = [...Map.groupBy(answers, ({ question }) => `${scoredKind(question)} ${question.language}`).values()]
  const rounds = Math.max(0, ...groups.map(group => group.length))
  return Array.from({ length: rounds }, (_, round) => groups.flatMap(group => group.slice(round, round + 1))).flat()
}
