import type { Command } from 'commander'
import type { Question } from '../../data/index.ts'
import { usageError } from '../../errors/index.ts'
import type { Evaluation, ExpectationOf, Score } from '../../evals/index.ts'
import { type Context, painter } from '../context.ts'
import { readInput } from '../input.ts'
import { interruptible } from '../interrupt.ts'
import { findModel, type ModelFolder, withModel } from '../model-folder.ts'
import { type AnswerFlags, addAnswerOptions, samplingOf } from '../options.ts'
import type { AddCommand } from '../program.ts'
import { progressLine } from '../progress-line.ts'
import { recipeFolderOf } from '../recipe-file.ts'
import { table } from '../table.ts'

interface EvalFlags extends AnswerFlags {
  readonly task?: string
  readonly questions?: string
}

export const addEval: AddCommand = (parent, { text, contextOf }) => {
  const command = parent
    .command('eval')
    .description(text.help.commands.eval)
    .argument('<RUN>', text.help.arguments.run)
    .option('--task <name>', text.help.options.task)
    .option('--questions <file>', text.help.options.questionsFile)
    .action((run: string, flags: EvalFlags, command: Command) => evaluateRun(contextOf(command), run, flags))
  addAnswerOptions(command, text)
}

async function evaluateRun(context: Context, run: string, flags: EvalFlags): Promise<void> {
  const { text, numbers } = context
  const model = await findModel(run, text)
  const questions = ofTask(await questionsFor(context, model, flags), flags.task, context)
  const progress = progressLine(context)
  const evaluation = await interruptible(context, signal =>
    withModel(model.folder, flags, async opened => {
      const { evaluate } = await import('../../evals/index.ts')
      const onProgress = (done: number, total: number) =>
        progress.show(text.evaluate.asking(numbers.whole(done), numbers.whole(total)))
      return evaluate(opened, questions, { ...samplingOf(flags), signal, onProgress })
    }),
  ).finally(progress.clear)
  if (context.json) context.print(JSON.stringify(asJson(model.folder, evaluation)))
  else printScores(context, evaluation)
}

async function questionsFor(context: Context, model: ModelFolder, flags: EvalFlags): Promise<Question[]> {
  if (flags.questions !== undefined) {
    const { parseQuestions } = await import('../../evals/index.ts')
    const lines = await readInput(flags.questions, context)
    return parseQuestions(
      lines,
      flags.questions,
      lines.includes('"about"') ? await expectations(context, model) : undefined,
    )
  }
  if (model.runFolder === undefined) throw usageError(context.text.errors.noHeldOut(model.folder))
  const [{ openRun }, { heldOut }] = await Promise.all([
    import('../../runs/index.ts'),
    import('../../pipeline/index.ts'),
  ])
  using run = await openRun(model.runFolder)
  const questions = await heldOut(run, Number.POSITIVE_INFINITY)
  if (questions.length === 0) throw usageError(context.text.errors.noHeldOut(model.folder))
  return questions
}

/** What questions about a row of a table expect; nothing for a model without its run. */
async function expectations({ text }: Context, { runFolder }: ModelFolder): Promise<ExpectationOf | undefined> {
  if (runFolder === undefined) return undefined
  const [{ openRun }, { expectationsOf }] = await Promise.all([
    import('../../runs/index.ts'),
    import('../../pipeline/index.ts'),
  ])
  using run = await openRun(runFolder)
  return expectationsOf(run, await recipeFolderOf(run, text))
}

/** The questions of one kind, or of one group (`never asked`, say). */
function ofTask(questions: Question[], task: string | undefined, { text }: Context): Question[] {
  if (task === undefined) return questions
  const chosen = questions.filter(({ kind, group }) => kind === task || group === task)
  const known = [...new Set(questions.map(({ kind }) => kind))].join(', ')
  if (chosen.length === 0) throw usageError(text.errors.noTask(task, known))
  return chosen
}

function asJson(model: string, { judged, scores, falseRefusals }: Evaluation) {
  const answers = judged.map(({ question, answer, right, refused }) => ({
    id: question.id,
    kind: question.kind,
    language: question.language,
    question: question.question,
    answer,
    right,
    refused,
  }))
  return { model, scores, falseRefusals, answers }
}

function printScores(context: Context, { scores, falseRefusals }: Evaluation): void {
  const { text, numbers, stdout, env } = context
  const { evaluate } = text
  const paint = painter(stdout, env)
  const row = (name: string, { language, count, total, interval: [low, high] }: Score) => [
    name,
    language,
    numbers.percent(count / total, 1),
    `${numbers.percent(low, 1)} – ${numbers.percent(high, 1)}`,
    numbers.whole(total),
  ]
  const header = [evaluate.task, evaluate.language, evaluate.right, evaluate.interval, evaluate.questions]
  const rows = [
    ...scores.map(score => row(score.kind, score)),
    ...falseRefusals.map(score => row(evaluate.falseRefusals, score)),
  ]
  const [first, ...others] = table([header, ...rows], ['left', 'left', 'right', 'right', 'right'])
  context.print(paint('bold', first!))
  for (const line of others) context.print(line)
}
