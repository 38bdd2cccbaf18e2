import { describe, expect, test } from 'vitest'
import { messagesIn } from '../language.ts'
import { parseLine, separateQuestions } from './ask.ts'

describe('questions of a command line', () => {
  test.each([
    [['Who are you?'], ['Who are you?']],
    [['Who', 'are', 'you?'], ['Who are you?']],
    [
      ['Who are you?', 'What is 17 + 25?'],
      ['Who are you?', 'What is 17 + 25?'],
    ],
    [
      ['你是谁？', '秘鲁的首都是哪里？'],
      ['你是谁？', '秘鲁的首都是哪里？'],
    ],
    [['Hello'], ['Hello']],
  ])('%j are %j', (args, questions) => expect(separateQuestions(args)).toEqual(questions))
})

describe('lines of standard input', () => {
  const text = messagesIn('en')
  const user = (content: string) => ({ role: 'user', content })
  test('a question, a conversation, other keys', () => {
    expect(parseLine('{"id": "a", "question": "Hi"}', 1, text)).toEqual({ id: 'a', messages: [user('Hi')] })
    expect(parseLine('{"id": 3, "messages": [{"role": "user", "content": "Hi"}], "kind": "x"}', 1, text)).toEqual({
      id: 3,
      messages: [user('Hi')],
    })
  })
  test('a conversation with a tool call keeps it', () => {
    const calls = [{ type: 'function', function: { name: 'javascript', arguments: { code: '1+1' } } }]
    const messages = [user('a'), { role: 'assistant', content: '', tool_calls: calls }, { role: 'tool', content: '2' }]
    expect(parseLine(JSON.stringify({ id: 1, messages }), 1, text).messages).toEqual(messages)
  })
  test.each([
    ['nonsense', /line 7: expected \{"id", "question"\}.*found nonsense/],
    ['{"question": "Hi"}', /line 7: expected \{"id"/],
    ['{"id": 1, "messages": []}', /line 7: expected/],
    ['{"id": 1, "question": "  "}', /line 7: expected a question, found an empty one/],
    ['{"id": 1, "messages": [{"role": "user", "content": ""}]}', /line 7: expected a question, found an empty one/],
  ])('%s is wrong usage', (line, message) => {
    expect(() => parseLine(line, 7, text)).toThrow(message)
    expect(() => parseLine(line, 7, text)).toThrow(expect.objectContaining({ kind: 'usage' }))
  })
})
