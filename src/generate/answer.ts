import type { Message } from '../tokenizers/index.ts'
import { type Answer, type AnswerEvent, type ConversationInProgress, conversation } from './conversation.ts'
import { type GenerateOptions, generate } from './generate.ts'
import type { ChatModel } from './model.ts'

export interface AnswerOptions extends Omit<GenerateOptions, 'stop'> {
  /** How often the model may run code in one answer (default 3). */
  readonly toolCalls?: number
}

/**
 * Answers the last message of a conversation, as it is written: texts, code that the model runs in the sandbox and its
 * results, and at the end the whole. Where the conversation is longer than the context, the oldest turns are left out.
 *
 * @throws InstarError for a model without a chat template; (usage) where there is nothing to answer; the signal's reason.
 */
export async function* answer(
  model: ChatModel,
  messages: readonly Message[],
  options: AnswerOptions = {},
): AsyncGenerator<AnswerEvent, void> {
  const { toolCalls = 3, signal } = options
  const talk = conversation(model, messages, { toolCalls, signal })
  let result: AnswerEvent | undefined
  const proceed = async () => {
    const next = await talk.proceed()
    if (next) result = { type: 'result', ...next.result }
    return next?.context
  }
  for await (const event of generate(model, [talk.prompt], options, proceed)) {
    if (result) yield result
    result = undefined
    if (event.type === 'end') yield { type: 'end', ...talk.end(event.reason) }
    else {
      const written = talk.push(event.token)
      if (written) yield written
    }
  }
}

/**
 * Answers many conversations side by side, `options.streams` of them at once (default 64). Greedy unless the options say
 * otherwise. Answers come in the order of the conversations.
 *
 * @throws as {@link answer}.
 */
export async function answerAll(
  model: ChatModel,
  conversations: readonly (readonly Message[])[],
  options: AnswerOptions & { readonly onProgress?: (done: number, total: number) => void } = {},
): Promise<Answer[]> {
  const { toolCalls = 3, signal, onProgress } = options
  const talks: ConversationInProgress[] = conversations.map(messages =>
    conversation(model, messages, { toolCalls, signal }),
  )
  const answers: Answer[] = []
  let done = 0
  const proceed = async (stream: number) => (await talks[stream]!.proceed())?.context
  for await (const event of generate(
    model,
    talks.map(talk => talk.prompt),
    options,
    proceed,
  )) {
    const talk = talks[event.stream]!
    if (event.type === 'token') talk.push(event.token)
    else {
      answers[event.stream] = talk.end(event.reason)
      done += 1
      onProgress?.(done, talks.length)
    }
  }
  return answers
}
