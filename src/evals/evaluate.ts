import { type Answer, type AnswerOptions, answerAll, type ChatModel } from '../generate/index.ts'
import { judge, type Verdict } from './judge.ts'
import type { Question } from './question.ts'
import { wilsonInterval } from './wilson.ts'

/** One question with what was answered and how it was judged. */
export interface Judged extends Verdict {
  readonly question: Question
  readonly answer: Answer
}

/** A count of one kind of question in one language. */
export interface Score {
  readonly kind: string
  readonly language: Question['language']
  readonly count: number
  readonly total: number
  /** Wilson interval of count / total at 95 %. */
  readonly interval: readonly [low: number, high: number]
}

export interface Evaluation {
  readonly judged: readonly Judged[]
  /** Right answers by kind and language, in the order in which the kinds first occur. */
  readonly scores: readonly Score[]
  /** Refusals of questions that have an answer; small talk and identity are not among them. */
  readonly falseRefusals: readonly Score[]
}

/** Kinds that are reported as one. */
const reportedAs: Readonly<Record<string, string>> = { sum: 'sums', difference: 'sums' }

/**
 * Asks a model every question, greedily unless the options say otherwise, and judges the final answers.
 *
 * @throws as `answerAll`.
 */
export async function evaluate(
  model: ChatModel,
  questions: readonly Question[],
  options: AnswerOptions & { readonly onProgress?: (done: number, total: number) => void } = {},
): Promise<Evaluation> {
  const conversations = questions.map(({ question }) => [{ role: 'user', content: question }] as const)
  const answers = await answerAll(model, conversations, options)
  return scoreAnswers(questions, answers)
}

/** Judges answers that were given already, one for each question. */
export function scoreAnswers(questions: readonly Question[], answers: readonly Answer[]): Evaluation {
  const judged = questions.map((question, index) => {
    const answer = answers[index]!
    return { question, answer, ...judge(question, answer.answer) }
  })
  const answerable = judged.filter(({ question }) => !['refusal', 'identity'].includes(question.expect.type))
  return {
    judged,
    scores: tally(
      judged,
      ({ kind }) => reportedAs[kind] ?? kind,
      verdict => verdict.right,
    ),
    falseRefusals: tally(
      answerable.filter(({ question }) => question.kind !== 'smalltalk'),
      () => 'false-refusal',
      verdict => verdict.refused,
    ),
  }
}

function tally(
  judged: readonly Judged[],
  kindOf: (question: Question) => string,
  counts: (verdict: Verdict) => boolean,
): Score[] {
  const groups = new Map<string, { kind: string; language: Question['language']; count: number; total: number }>()
  for (const item of judged) {
    const kind = kindOf(item.question)
    const { language } = item.question
    const key = `${kind}\u0000${language}`
    const group = groups.get(key) ?? { kind, language, count: 0, total: 0 }
    groups.set(key, group)
    group.total += 1
    if (counts(item)) group.count += 1
  }
  return [...groups.values()].map(group => ({ ...group, interval: wilsonInterval(group.count, group.total) }))
}
