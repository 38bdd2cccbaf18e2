import { wilsonInterval } from '../evals/index.ts'
import type { JudgedAnswer, ReportCard } from './card.ts'

/** How many of the questions of one kind, language and stage were answered right. */
export interface Score {
  readonly stage: string
  /** A kind of question; `never-asked` for facts that no conversation of the training asked for. */
  readonly kind: string
  readonly language: 'en' | 'zh'
  readonly right: number
  readonly total: number
  /** 95 % (Wilson). */
  readonly interval: readonly [low: number, high: number]
}

/** The kind under which a question is counted: its group where it has one. */
function scoredKind({ question }: JudgedAnswer): string {
  return question.group ?? question.kind
}

/** Scores by stage, kind and language, in the order in which they first occur. */
export function scores(card: ReportCard): Score[] {
  return card.answers.flatMap(({ stage, answers }) => tally(stage, answers, scoredKind, answer => answer.right))
}

/** How often a question that has an answer was refused; `right` counts the refusals. */
export function falseRefusals(card: ReportCard): Score[] {
  return card.answers.flatMap(({ stage, answers }) =>
    tally(
      stage,
      answers.filter(({ question }) => question.expect.type !== 'refusal'),
      () => 'false-refusal',
      answer => answer.refused,
    ),
  )
}

function tally(
  stage: string,
  answers: readonly JudgedAnswer[],
  kindOf: (answer: JudgedAnswer) => string,
  counts: (answer: JudgedAnswer) => boolean,
): Score[] {
  const groups = new Map<string, { kind: string; language: 'en' | 'zh'; right: number; total: number }>()
  for (const answer of answers) {
    const { language } = answer.question
    const kind = kindOf(answer)
    const group = groups.get(`${kind} ${language}`) ?? { kind, language, right: 0, total: 0 }
    group.total += 1
    if (counts(answer)) group.right += 1
    groups.set(`${kind} ${language}`, group)
  }
  return [...groups.values()].map(group => ({ stage, ...group, interval: wilsonInterval(group.right, group.total) }))
}

/**
 * Answers to show: as many wrong as right ones where there are enough, and one kind and language after the other, so
 * that no kind fills the list. The order of the answers decides, nothing else.
 */
export function shownAnswers(answers: readonly JudgedAnswer[], count: number): JudgedAnswer[] {
  const wrong = roundRobin(answers.filter(answer => !answer.right))
  const right = roundRobin(answers.filter(answer => answer.right))
  const wrongCount = Math.min(wrong.length, Math.max(Math.floor(count / 2), count - right.length))
  return [...right.slice(0, count - wrongCount), ...wrong.slice(0, wrongCount)]
}

function roundRobin(answers: readonly JudgedAnswer[]): JudgedAnswer[] {
  const groups = new Map<string, JudgedAnswer[]>()
  for (const answer of answers) {
    const key = `${scoredKind(answer)} ${answer.question.language}`
    groups.set(key, [...(groups.get(key) ?? []), answer])
  }
  const result: JudgedAnswer[] = []
  for (let round = 0; result.length < answers.length; round++)
    for (const group of groups.values()) {
      const answer = group[round]
      if (answer) result.push(answer)
    }
  return result
}
