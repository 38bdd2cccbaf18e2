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

test('what a question is about gives its expectation', () => {
  const about = JSON.stringify({ id: 'a', kind: 'capital', language: 'zh', question: 'q?', about: { country: 'PE' } })
  const [question] = parseQuestions(about, 'q', ({ country }, { kind, language }) => ({
    type: 'text',
    anyOf: [`${country} ${kind} ${language}`],
  }))
  expect(question).toEqual({
    id: 'a',
    kind: 'capital',
    language: 'zh',
    question: 'q?',
    expect: { type: 'text', anyOf: ['PE capital zh'] },
  })
  expect(() => parseQuestions(about, 'q', () => undefined)).toThrow('q:1: expect:')
  expect(() => parseQuestions(about, 'q')).toThrow('q:1:')
})
