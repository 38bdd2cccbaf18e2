import { expect, test } from 'vitest'
import { parseQuestions } from './question.ts'

const line = (id: string, extra: object = {}) =>
  JSON.stringify({
    id,
    kind: 'capital',
    language: 'en',
    question: 'q?',
    expect: { type: 'text', anyOf: ['a'] },
    ...extra,
  })

test('reads JSON Lines and skips empty lines', () => {
  const questions = parseQuestions(
    `${line('a')}\n\n${line('b', { group: 'peru', expect: { type: 'refusal' } })}\n`,
    'q',
  )
  expect(questions.map(question => [question.id, question.group, question.expect.type])).toEqual([
    ['a', undefined, 'text'],
    ['b', 'peru', 'refusal'],
  ])
})

test.each([
  ['no JSON', `${line('a')}\nnope`, 'q.jsonl:2: expected one JSON object per line but found nope'],
  ['a wrong language', line('a', { language: 'fr' }), 'q.jsonl:1: language:'],
  ['an unknown expectation', line('a', { expect: { type: 'vibes' } }), 'q.jsonl:1: expect.type:'],
  ['nothing to accept', line('a', { expect: { type: 'text', anyOf: [] } }), 'q.jsonl:1: expect.anyOf:'],
  ['an unknown key', line('a', { answer: 'x' }), 'answer'],
  ['an id twice', `${line('a')}\n\n${line('a')}`, 'q.jsonl:3: the id a already stands on line 1'],
])('%s is an error that names the line', (_, text, message) => {
  expect(() => parseQuestions(text, 'q.jsonl')).toThrow(message)
})
