import type { Command } from 'commander'
import type { ChatModel } from '../../generate/index.ts'
import type { Message } from '../../tokenizers/index.ts'
import { typedLines } from '../chat-lines.ts'
import { type Context, painter } from '../context.ts'
import { Interrupted } from '../errors.ts'
import { interruptible } from '../interrupt.ts'
import { findModel, shown, withModel } from '../model-folder.ts'
import { type AnswerFlags, addAnswerOptions, samplingOf } from '../options.ts'
import type { AddCommand } from '../program.ts'
import { oneLine, printable } from '../view/width.ts'

export const addChat: AddCommand = (parent, { text, contextOf }) => {
  const command = parent
    .command('chat')
    .description(text.help.commands.chat)
    .argument('<RUN>', text.help.arguments.run)
    .action((run: string, flags: AnswerFlags, command: Command) => chat(contextOf(command), run, flags))
  addAnswerOptions(command, text)
}

async function chat(context: Context, run: string, flags: AnswerFlags): Promise<void> {
  const { text, stdin, stdout } = context
  const { folder } = await findModel(run, text)
  const beginning: Message[] = flags.system === undefined ? [] : [{ role: 'system', content: flags.system }]
  const isConversation = stdin.isTTY === true && stdout.isTTY === true
  await withModel(folder, flags, async model => {
    if (isConversation) context.note(text.chat.welcome(shown(folder)))
    let messages = beginning
    for await (const line of typedLines(context, isConversation)) {
      const said = line.trim()
      if (said === '/quit') return
      if (said === '') continue
      if (said === '/reset') messages = beginning
      if (said.startsWith('/')) {
        context.note(reply(said, context))
        continue
      }
      messages = await respond(context, model, [...messages, { role: 'user', content: said }], flags, isConversation)
    }
  })
}

function reply(command: string, { text }: Context): string {
  if (command === '/help') return text.chat.help
  return command === '/reset' ? text.chat.reset : text.chat.unknown(command)
}

/**
 * Answers, printing as the model writes. In a conversation Ctrl-C stops the answer, and what was said stands.
 *
 * @returns the conversation with the answer
 */
async function respond(
  context: Context,
  model: ChatModel,
  messages: Message[],
  flags: AnswerFlags,
  isConversation: boolean,
): Promise<Message[]> {
  const { text } = context
  const { answer } = await import('../../generate/index.ts')
  const paper = printer(context)
  let said = ''
  try {
    return await interruptible(context, async signal => {
      let result = messages
      for await (const event of answer(model, messages, { ...samplingOf(flags), signal })) {
        if (event.type === 'text') said += event.text
        if (event.type === 'end') {
          result = [...event.messages]
          const { answer, messages, tokens } = event
          if (context.json) context.print(JSON.stringify({ answer, messages, tokens }))
        } else if (!context.json) paper.show(event)
      }
      return result
    })
  } catch (error) {
    if (!isConversation || !(error instanceof Interrupted)) throw error
    paper.remark(text.chat.stopped)
    return [...messages, { role: 'assistant', content: said }]
  } finally {
    paper.end()
  }
}

/** Puts texts on standard output as they come; code and its result dimmed on a terminal, on standard error elsewhere. */
function printer(context: Context) {
  const { text, stdout, stderr, quiet } = context
  const aside = stdout.isTTY ? stdout : stderr
  const paint = painter(aside, context.env)
  let open: 'text' | 'code' | undefined
  const remark = (line: string) => {
    if (!quiet || aside === stdout) aside.write(`${paint('dim', line)}\n`)
  }
  const end = () => {
    if (open === 'text') stdout.write('\n')
    if (open === 'code') remark(`  ${text.chat.code}  ${oneLine(code)}`)
    open = undefined
    code = ''
  }
  let code = ''
  return {
    show: (event: { type: 'text' | 'code'; text: string } | { type: 'result'; output: string }) => {
      if (open !== event.type) end()
      if (event.type === 'result') return remark(`  ${text.chat.result}  ${oneLine(event.output)}`)
      open = event.type
      if (event.type === 'code') code += event.text
      else stdout.write(printable(event.text))
    },
    remark: (line: string) => {
      end()
      remark(`  ${line}`)
    },
    end,
  }
}
