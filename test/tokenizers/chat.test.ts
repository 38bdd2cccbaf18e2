import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  chatTemplate,
  encodeChat,
  encodeChatPrompt,
  type Message,
  renderChat,
  tokenizerFromJson,
} from '../../src/tokenizers/index.ts'
import { nastyText, sampleTokenizers } from './samples.ts'

const samples = await sampleTokenizers()
const tokenizers = [samples.apart!, samples.glued!].map(tokenizerFromJson)

const toolCall = (code: string): Message => ({
  role: 'assistant',
  content: '',
  tool_calls: [{ type: 'function', function: { name: 'javascript', arguments: { code } } }],
})
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ role: fc.constantFrom('system', 'user', 'assistant', 'tool'), content: nastyText }),
  nastyText.map(toolCall),
)

it('writes any conversation so that the template alone gives control tokens, and only turns of the assistant count', () => {
  const conversation = fc.array(message, { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(conversation, fc.constantFrom(...tokenizers), (messages, tokenizer) => {
      const { ids, assistant } = encodeChat(tokenizer, chatTemplate, messages)
      expect(tokenizer.decode(ids)).toBe(renderChat(chatTemplate, messages, { addGenerationPrompt: false }))

      const control = [...ids].map(id => tokenizer.token(id)).filter(token => tokenizer.specialTokens.has(token))
      const expected = messages.flatMap(({ role, tool_calls }) => {
        if (role === 'tool') return ['<|result|>', '<|end|>']
        if (role !== 'assistant') return [`<|${role}|>`]
        return tool_calls ? ['<|assistant|>', '<|code|>', '<|end|>'] : ['<|assistant|>', '<|end|>']
      })
      expect(control).toEqual(expected)

      const counted = tokenizer.decode(ids.filter((_, i) => assistant[i] === 1))
      const written = messages.filter(({ role }) => role === 'assistant')
      expect(counted).toBe(
        written
          .map(({ content, tool_calls }) =>
            tool_calls ? `<|code|>${tool_calls[0]!.function.arguments.code}<|end|>` : `${content}<|end|>`,
          )
          .join(''),
      )

      const prompt = encodeChatPrompt(tokenizer, chatTemplate, messages)
      const answered = encodeChat(tokenizer, chatTemplate, [...messages, { role: 'assistant', content: 'Yes.' }])
      expect([...answered.ids.slice(0, prompt.length)]).toEqual([...prompt])
    }),
    { numRuns: 300 },
  )
})

it('leaves markers that are added but not special to the assistant, and takes them from users', () => {
  const { added_tokens } = samples.glued!
  const think = { ...added_tokens[0]!, id: 900, content: '<think>', special: false }
  const tokenizer = tokenizerFromJson({ ...samples.glued!, added_tokens: [...added_tokens, think] })
  const count = (role: Message['role']) =>
    encodeChat(tokenizer, chatTemplate, [{ role, content: '<think>' }]).ids.filter(id => id === 900).length
  expect([count('assistant'), count('user'), count('tool'), count('system')]).toEqual([1, 0, 0, 0])
})
