import { text as readAll } from 'node:stream/consumers'
import type { Command } from 'commander'
import { z } from 'zod'
import { usageError } from '../../errors/index.ts'
import type { Message } from '../../tokenizers/index.ts'
import type { Context } from '../context.ts'
import { interruptible } from '../interrupt.ts'
import type { Messages } from '../messages/english.ts'
import { findModel, withModel } from '../model-folder.ts'
import { type AnswerFlags, addAnswerOptions, samplingOf } from '../options.ts'
import type { AddCommand } from '../program.ts'
import { progressLine } from '../progress-line.ts'
import { printable } from '../view/width.ts'

/** One thing to answer, with the id under which the answer is given. */
interface Asked {
  readonly id: string | number
  readonly messages: readonly Message[]
}

export const addAsk: AddCommand = (parent, { text, contextOf }) => {
  const command = parent
    .command('ask')
    .description(text.help.commands.ask)
    .argument('<RUN>', text.help.arguments.run)
    .argument('[QUESTION...]', text.help.arguments.questions)
    .action((run: string, questions: string[], flags: AnswerFlags, command: Command) =>
      ask(contextOf(command), run, questions, flags),
    )
  addAnswerOptions(command, text)
}

async function ask(context: Context, run: string, questions: readonly string[], flags: AnswerFlags): Promise<void> {
  const { text, numbers } = context
  const { folder } = await findModel(run, text)
  const asked = (await askedOf(context, run, questions)).map(({ id, messages }) => ({
    id,
    messages: flags.system === undefined ? messages : [{ role: 'system' as const, content: flags.system }, ...messages],
  }))
  const progress = progressLine(context)
  const answers = await interruptible(context, signal =>
    withModel(folder, flags, async model => {
      const { answerAll } = await import('../../generate/index.ts')
      const onProgress = (done: number, total: number) => {
        if (total > 1) progress.show(text.evaluate.asking(numbers.whole(done), numbers.whole(total)))
      }
      const conversations = asked.map(({ messages }) => messages)
      return answerAll(model, conversations, { ...samplingOf(flags), signal, onProgress })
    }),
  ).finally(progress.clear)
  for (const [index, { answer, messages, tokens }] of answers.entries())
    context.print(context.json ? JSON.stringify({ id: asked[index]!.id, answer, messages, tokens }) : printable(answer))
}

async function askedOf(context: Context, run: string, questions: readonly string[]): Promise<Asked[]> {
  const { text, stdin, json } = context
  if (questions.length > 0) return separateQuestions(questions).map((question, index) => plain(question, index, text))
  if (stdin.isTTY) throw usageError(text.errors.noQuestion(run))
  const lines = (await readAll(stdin)).split('\n')
  const asked = lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    return [json ? parseLine(line, index + 1, text) : plain(line, index, text)]
  })
  if (asked.length === 0 && !json) throw usageError(text.errors.emptyQuestion)
  return asked
}

/**
 * Each argument is a question, except when the shell has split one: several words, none of which holds a space (or
 * Chinese, which is written without).
 */
export function separateQuestions(args: readonly string[]): string[] {
  const split = args.length > 1 && args.every(arg => !/\s|\p{Script=Han}/u.test(arg))
  return split ? [args.join(' ')] : [...args]
}

function plain(question: string, index: number, { errors }: Messages): Asked {
  if (question.trim() === '') throw usageError(errors.emptyQuestion)
  return { id: index + 1, messages: [{ role: 'user', content: question.trim() }] }
}

const messageSchema = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.string().default(''),
  tool_calls: z
    .array(
      z.object({
        type: z.literal('function'),
        function: z.object({ name: z.literal('javascript'), arguments: z.object({ code: z.string() }) }),
      }),
    )
    .optional(),
})

const lineSchema = z.union([
  z.object({ id: z.union([z.string(), z.number()]), question: z.string() }),
  z.object({ id: z.union([z.string(), z.number()]), messages: z.array(messageSchema).min(1) }),
])

/**
 * Reads `{"id", "question"}` or `{"id", "messages"}`; other keys are passed over.
 *
 * @throws InstarError (usage) naming the line.
 */
export function parseLine(line: string, number: number, { errors }: Messages): Asked {
  const parsed = lineSchema.safeParse(fromJson(line))
  if (!parsed.success) throw usageError(errors.badLine(number, line.slice(0, 60)))
  const { data } = parsed
  const messages = 'messages' in data ? data.messages : [{ role: 'user' as const, content: data.question }]
  const last = messages.at(-1)!
  if (last.role === 'user' && last.content.trim() === '') throw usageError(errors.emptyQuestionAt(number))
  return { id: data.id, messages: messages as Message[] }
}

function fromJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
