import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSandbox } from '../sandbox/index.ts'
import {
  chatTemplate,
  chatTokens,
  encodeChat,
  type Message,
  type Tokenizer,
  tokenizerFromJson,
  trainByteLevelBpe,
} from '../tokenizers/index.ts'
import { type AnswerEvent, type AnswerOptions, answer, answerAll, type ChatModel } from './index.ts'

const user = (content: string): Message => ({ role: 'user', content })
const assistant = (content: string): Message => ({ role: 'assistant', content })
const exchange = (code: string, output: string): Message[] => [
  {
    role: 'assistant',
    content: '',
    tool_calls: [{ type: 'function', function: { name: 'javascript', arguments: { code } } }],
  },
  { role: 'tool', content: output },
]

const dialogues: readonly (readonly Message[])[] = [
  [user('Capital of Peru?'), assistant('Lima.')],
  [user('秘鲁的首都？'), assistant('利马🦋。')],
  [user('17 + 25?'), ...exchange('17 + 25', '42'), assistant('It is 42.')],
  [user('twice?'), ...exchange('1', '1'), ...exchange('x', "ReferenceError: 'x' is not defined"), assistant('No.')],
  [user('Capital of Peru?'), assistant('Lima.'), user('Sure?'), assistant('Yes.')],
  [user('long?'), assistant('la '.repeat(100))],
]

let tokenizer: Tokenizer
let model: ChatModel
const sandbox = openSandbox()
afterAll(() => sandbox.close())

/** A model that knows the dialogues by heart: after each beginning of one it gives the next token of it. */
beforeAll(async () => {
  const json = await trainByteLevelBpe(['Capital of Peru? Lima. 17 + 25 It is'], {
    vocabularySize: 300,
    specialTokens: chatTokens,
    spacing: 'apart',
  })
  tokenizer = tokenizerFromJson(json)
  const known = dialogues.map(messages => encodeChat(tokenizer, chatTemplate, messages).ids)
  const seen: number[][] = []
  const last: number[] = []
  model = {
    config: { contextLength: 128, vocabularySize: tokenizer.vocabularySize } as ChatModel['config'],
    tokenizer,
    template: chatTemplate,
    stop: [tokenizer.specialTokens.get('<|end|>')!],
    sandbox,
    programs: {
      prepare: async () => {},
      likeliest: async ({ tokens_B, positions_B }) =>
        tokens_B.map((token, place) => {
          const position = positions_B[place]!
          const context = [...(seen[place] ?? []).slice(0, position), token < 0 ? last[place]! : token]
          seen[place] = context
          last[place] = known.find(ids => context.every((id, at) => ids[at] === id))?.[position + 1] ?? 0
          return last[place]
        }),
    } as Partial<ChatModel['programs']> as ChatModel['programs'],
    exclusively: async () => ({ [Symbol.dispose]: () => {} }),
  } as Partial<ChatModel> as ChatModel
})

async function events(messages: readonly Message[], options?: AnswerOptions): Promise<AnswerEvent[]> {
  return Array.fromAsync(answer(model, messages, options))
}
const joined = (all: readonly AnswerEvent[], type: 'text' | 'code') =>
  all.map(event => (event.type === type ? event.text : '')).join('')

describe('answer', () => {
  test('streams the text and ends with the whole', async () => {
    const all = await events([user('Capital of Peru?')])
    expect(joined(all, 'text')).toBe('Lima.')
    expect(all.filter(event => event.type === 'text').length).toBeGreaterThan(1)
    expect(all.at(-1)).toEqual({
      type: 'end',
      answer: 'Lima.',
      messages: dialogues[0],
      tokens: tokenizer.encode('Lima.').length + 1,
      reason: 'stop',
    })
  })

  test('never gives out a part of a character', async () => {
    const all = await events([user('秘鲁的首都？')])
    expect(joined(all, 'text')).toBe('利马🦋。')
    for (const event of all) if (event.type === 'text') expect(event.text).not.toContain('\uFFFD')
  })

  test('runs the code, gives the result back, and goes on', async () => {
    const all = await events([user('17 + 25?')])
    expect(joined(all, 'code')).toBe('17 + 25')
    const kinds = all.map(event => event.type)
    expect(kinds.filter((kind, i) => kind !== kinds[i - 1])).toEqual(['code', 'result', 'text', 'end'])
    expect(all.find(event => event.type === 'result')).toEqual({ type: 'result', output: '42', ok: true })
    expect(all.at(-1)).toMatchObject({ answer: 'It is 42.', messages: dialogues[2], reason: 'stop' })
  })

  test('runs code as often as it is allowed', async () => {
    expect((await events([user('twice?')])).at(-1)).toMatchObject({
      answer: 'No.',
      messages: dialogues[3],
      reason: 'stop',
    })
    const once = (await events([user('twice?')], { toolCalls: 1 })).at(-1)
    expect(once).toMatchObject({ answer: '', messages: dialogues[3]!.slice(0, 4), reason: 'calls' })
  })

  test('goes on with a conversation', async () => {
    expect((await events(dialogues[4]!.slice(0, 3))).at(-1)).toMatchObject({ answer: 'Yes.', messages: dialogues[4] })
  })

  test('leaves the oldest turns out where the context is too short, but not out of the messages', async () => {
    const talk = [user('old '.repeat(25)), assistant('old'), user('Capital of Peru?')]
    expect((await events(talk)).at(-1)).toMatchObject({ answer: 'Lima.', messages: [...talk, assistant('Lima.')] })
  })

  test('ends with what it has where the context or the tokens run out', async () => {
    const full = (await events([user('long?')])).at(-1)
    expect(full).toMatchObject({ type: 'end', reason: 'length' })
    expect(full?.type === 'end' && full.answer).toMatch(/^(la )+l?a?$/)
    expect((await events([user('Capital of Peru?')], { maxTokens: 1 })).at(-1)).toMatchObject({
      reason: 'maxTokens',
      tokens: 1,
    })
    expect((await events([user('x'.repeat(500))])).at(-1)).toMatchObject({ answer: '', tokens: 0, reason: 'length' })
  })

  test.each([
    ['no message', []],
    ['an empty question', [user(' ')]],
    ['a conversation that ends with the assistant', dialogues[0]!],
  ])('%s is wrong usage', async (_, messages) => {
    await expect(events(messages)).rejects.toThrow('Expected a conversation that ends with a question')
  })

  test('a model without a template says so', async () => {
    const base = { ...model, template: undefined }
    await expect(Array.fromAsync(answer(base, [user('a')]))).rejects.toThrow('a chat template')
  })
})

test('answerAll gives what answer gives, in order, in few places or many', async () => {
  const asked = [0, 1, 2, 3, 0, 2, 1, 2].map(index => dialogues[index]!.slice(0, 1))
  const single = []
  for (const messages of asked) {
    const { type: _, ...whole } = (await events(messages)).at(-1) as AnswerEvent & { type: 'end' }
    single.push(whole)
  }
  const progress: number[] = []
  for (const streams of [3, 64])
    expect(await answerAll(model, asked, { streams, onProgress: done => progress.push(done) })).toEqual(single)
  expect(progress).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8])
})
