import { InstarError, msg, usageError } from '../errors/index.ts'
import type { SandboxResult } from '../sandbox/index.ts'
import { encodeChatPrompt, type Message } from '../tokenizers/index.ts'
import type { EndReason } from './generate.ts'
import type { ChatModel } from './model.ts'

/** What the model said in full. */
export interface Answer {
  /** The last text that it wrote, without code; empty if it wrote none. */
  readonly answer: string
  /** The conversation with all new turns: code, results, answer. */
  readonly messages: readonly Message[]
  /** How many tokens it generated, code included. */
  readonly tokens: number
  /** `'calls'`: it wanted to run code once more than allowed. */
  readonly reason: EndReason | 'calls'
}

/** What happens while the model answers. Texts of one turn joined are the turn; none ends within a character. */
export type AnswerEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | ({ readonly type: 'result' } & SandboxResult)
  | ({ readonly type: 'end' } & Answer)

/** A conversation that is being answered: fed token by token, from one stream of a batch. */
export interface ConversationInProgress {
  readonly prompt: Int32Array
  push(token: number): AnswerEvent | undefined
  /** At a stop token: runs the code if the turn was code, and gives the context to answer from. */
  proceed(): Promise<{ readonly context: Int32Array; readonly result: SandboxResult } | undefined>
  end(reason: EndReason): Answer
}

/** The token that begins a turn of code. */
const codeToken = '<|code|>'

/**
 * @throws InstarError for a model without a chat template, and (usage) where nobody asks anything.
 */
export function conversation(
  model: ChatModel,
  asked: readonly Message[],
  { toolCalls, signal }: { readonly toolCalls: number; readonly signal?: AbortSignal | undefined },
): ConversationInProgress {
  const { tokenizer, template, config } = model
  if (template === undefined)
    throw new InstarError(msg`Expected a model with a chat template to answer with, but this one has none`)
  const last = asked.at(-1)
  if (last === undefined || last.role === 'assistant' || (last.role === 'user' && last.content.trim() === ''))
    throw usageError(msg`Expected a conversation that ends with a question, but found nothing to answer`)
  const code = tokenizer.specialTokens.get(codeToken)
  const messages = [...asked]
  // The oldest turns leave first.
  let shown = asked
  let prompt = encodeChatPrompt(tokenizer, template, shown)
  while (
    prompt.length > config.contextLength - answerRoom(config.contextLength) &&
    turnsAfterFirst(shown) !== undefined
  ) {
    shown = turnsAfterFirst(shown)!
    prompt = encodeChatPrompt(tokenizer, template, shown)
  }

  let tokens = 0
  let calls = 0
  let wantedMore = false
  let decoder = tokenizer.decoder({ skipSpecial: true })
  let turn = newTurn()

  return {
    prompt,
    push(token) {
      if (turn.ended) {
        turn = newTurn()
        decoder = tokenizer.decoder({ skipSpecial: true })
      }
      tokens += 1
      turn.ended = model.stop.includes(token)
      if (!turn.began) turn.isCode = token === code
      turn.began = true
      const text = turn.ended ? decoder.end() : decoder.push(token)
      turn.text += text
      return text === '' ? undefined : { type: turn.isCode ? 'code' : 'text', text }
    },
    async proceed() {
      if (!turn.isCode) return undefined
      if (calls >= toolCalls) {
        wantedMore = true
        return undefined
      }
      calls += 1
      const { text } = turn
      const result = await model.sandbox.run(text, signal ? { signal } : {})
      const exchange: Message[] = [
        { role: 'assistant', content: '', tool_calls: [javascriptCall(text)] },
        { role: 'tool', content: result.output },
      ]
      messages.push(...exchange)
      shown = [...shown, ...exchange]
      turn = newTurn()
      return { context: encodeChatPrompt(tokenizer, template, shown), result }
    },
    end(reason) {
      const { isCode, text } = turn
      const written: Message = isCode
        ? { role: 'assistant', content: '', tool_calls: [javascriptCall(text)] }
        : { role: 'assistant', content: text }
      return {
        answer: isCode ? '' : text,
        messages: turn.began ? [...messages, written] : messages,
        tokens,
        reason: wantedMore ? 'calls' : reason,
      }
    },
  }
}

const newTurn = () => ({ isCode: false, text: '', began: false, ended: false })

/** Tokens that an answer with its code and results may well take. */
const usualAnswer = 96

/** What is kept of the context for the answer: a quarter, and in a small one as much as answers take, up to a half. */
const answerRoom = (contextLength: number) => Math.max(contextLength / 4, Math.min(contextLength / 2, usualAnswer))

const javascriptCall = (code: string) =>
  ({ type: 'function', function: { name: 'javascript', arguments: { code } } }) as const

/** The messages without the oldest exchange, system messages kept; nothing if only one exchange is left. */
function turnsAfterFirst(messages: readonly Message[]): readonly Message[] | undefined {
  const users = messages.flatMap((message, index) => (message.role === 'user' ? [index] : []))
  const second = users[1]
  if (second === undefined) return undefined
  return [...messages.slice(0, second).filter(message => message.role === 'system'), ...messages.slice(second)]
}
