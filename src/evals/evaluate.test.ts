import { expect, test } from 'vitest'
import type { Answer } from '../generate/index.ts'
import { scoreAnswers } from './evaluate.ts'
import type { Expectation, Question } from './question.ts'

const ask = (kind: string, language: 'en' | 'zh', expect: Expectation): Question => ({
  id: `${kind}-${language}`,
  kind,
  language,
  question: '?',
  expect,
})
const say = (answer: string): Answer => ({ answer, messages: [], tokens: 3, reason: 'stop' })

test('counts right answers by kind and language, sums and differences together, and false refusals apart', () => {
  const number = (value: number): Expectation => ({ type: 'number', value })
  const rows: [Question, string][] = [
    [ask('sum', 'en', number(42)), 'It is 42.'],
    [ask('difference', 'en', number(8)), 'It is 9.'],
    [ask('sum', 'zh', number(42)), '我不知道。'],
    [ask('capital', 'en', { type: 'text', anyOf: ['Lima'] }), "I don't know."],
    [ask('capital', 'en', { type: 'text', anyOf: ['Lima'] }), 'Lima'],
    [ask('unknown-name', 'en', { type: 'refusal' }), "I don't know."],
    [ask('identity', 'en', { type: 'identity' }), "I don't know."],
    [ask('smalltalk', 'en', { type: 'text', anyOf: ['hello'] }), "I don't know."],
  ]
  const { judged, scores, falseRefusals } = scoreAnswers(
    rows.map(([question]) => question),
    rows.map(([, answer]) => say(answer)),
  )
  const short = (list: typeof scores) => list.map(({ kind, language, count, total }) => [kind, language, count, total])
  expect(short(scores)).toEqual([
    ['sums', 'en', 1, 2],
    ['sums', 'zh', 0, 1],
    ['capital', 'en', 1, 2],
    ['unknown-name', 'en', 1, 1],
    ['identity', 'en', 0, 1],
    ['smalltalk', 'en', 0, 1],
  ])
  expect(short(falseRefusals)).toEqual([
    ['false-refusal', 'en', 1, 4],
    ['false-refusal', 'zh', 1, 1],
  ])
  expect(scores[0]!.interval[0]).toBeCloseTo(0.0945, 3)
  expect(judged[3]).toMatchObject({ right: false, refused: true, answer: { answer: "I don't know." } })
})
