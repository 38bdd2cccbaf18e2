import { expect, test } from 'vitest'
import type { Expectation, Question } from '../data/index.ts'
import type { Answer } from '../generate/index.ts'
import { judgeAnswers } from './evaluate.ts'
import { falseRefusals, scores } from './score.ts'

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
  const judged = judgeAnswers(
    rows.map(([question]) => question),
    rows.map(([, answer]) => say(answer)),
  )
  const short = (list: ReturnType<typeof scores>) =>
    list.map(({ kind, language, count, total }) => [kind, language, count, total])
  expect(short(scores(judged))).toEqual([
    ['sums', 'en', 1, 2],
    ['sums', 'zh', 0, 1],
    ['capital', 'en', 1, 2],
    ['unknown-name', 'en', 1, 1],
    ['identity', 'en', 0, 1],
    ['smalltalk', 'en', 0, 1],
  ])
  expect(short(falseRefusals(judged))).toEqual([
    ['false-refusal', 'en', 1, 4],
    ['false-refusal', 'zh', 1, 1],
  ])
  expect(scores(judged)[0]!.interval[0]).toBeCloseTo(0.0945, 3)
  expect(judged[3]).toMatchObject({ right: false, refused: true, answer: "I don't know." })
})

test('a group of questions is counted under its own name, kinds of one group together', () => {
  const never = (kind: string): Question => ({ ...ask(kind, 'en', { type: 'identity' }), group: 'never-asked' })
  const judged = judgeAnswers([never('capital'), never('region')], [say('Instar'), say('Nobody')])
  expect(scores(judged)).toMatchObject([{ kind: 'never-asked', count: 1, total: 2 }])
})

test('the code that was run last goes with the answer', () => {
  const call = (code: string) => ({
    role: 'assistant' as const,
    content: '',
    tool_calls: [{ type: 'function' as const, function: { name: 'javascript' as const, arguments: { code } } }],
  })
  const question = ask('sum', 'en', { type: 'number', value: 42 })
  const answer = { ...say('It is 42.'), messages: [call('1'), call('40+2')] }
  expect(judgeAnswers([question], [answer])).toEqual([
    { question, answer: 'It is 42.', code: '40+2', right: true, refused: false },
  ])
})
