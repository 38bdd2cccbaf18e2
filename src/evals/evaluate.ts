import type { Question } from '../data/index.ts'
import { type Answer, type AnswerOptions, answerAll, type ChatModel } from '../generate/index.ts'
import { judge, type Verdict } from './judge.ts'
import { falseRefusals, type Score, scores } from './score.ts'

/** One question with what was answered and how it was judged. */
export interface Judged extends Verdict {
  readonly question: Question
  /** The final answer, without code. */
  readonly answer: string
  /** The last code that the model ran, if any. */
  readonly code?: string
}

export interface Evaluation {
  readonly judged: readonly Judged[]
  /** See {@link scores}. */
  readonly scores: readonly Score[]
  /** See {@link falseRefusals}. */
  readonly falseRefusals: readonly Score[]
}

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
  const judged = judgeAnswers(questions, await answerAll(model, conversations, options))
  return { judged, scores: scores(judged), falseRefusals: falseRefusals(judged) }
}

/** Judges answers that were given already, one for each question. */
export function judgeAnswers(questions: readonly Question[], answers: readonly Answer[]): Judged[] {
  return questions.map((question, index) => {
    const { answer, messages } = answers[index]!
    const code = messages.flatMap(message => message.tool_calls ?? []).at(-1)?.function.arguments.code
    return { question, answer, ...(code === undefined ? {} : { code }), ...judge(question, answer) }
  })
}
