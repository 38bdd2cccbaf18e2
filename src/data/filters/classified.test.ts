import { expect, test } from 'vitest'
import { openClassifier, type TextClassifier, trainClassifier } from '../classifier/index.ts'
import { isRejection } from './filter.ts'
import { harmfulFilter, loadHarmfulWords, qualityFilter } from './index.ts'

/** Says what is told. */
const judge = (score: number): TextClassifier => ({ score: () => score, telling: () => ['click', 'buy'] })
const document = (text: string) => ({ id: 'a', text, source: 'test' })
const words = await loadHarmfulWords(['en', 'zh'])

test('quality: keeps with the score, rejects with score and reason', () => {
  expect(qualityFilter({ classifier: judge(0.81234) }).apply(document('x'))).toMatchObject({
    text: 'x',
    metadata: { quality: 0.812 },
  })
  expect(qualityFilter({ classifier: judge(0.4), threshold: 0.7 }).apply(document('x'))).toEqual({
    reason: 'quality: below 0.7',
    value: 0.4,
    detail: 'click, buy',
  })
  expect(qualityFilter({ classifier: judge(0.7), threshold: 0.7 }).apply(document('x'))).toHaveProperty('text')
})

test('harmful: either judge is enough, and the reason says which it was', () => {
  const text = 'A quiet evening at the harbour.'
  expect(harmfulFilter({ words, classifier: judge(0.9) }).apply(document(text))).toHaveProperty('text')
  expect(harmfulFilter({ words, classifier: judge(0.2) }).apply(document(text))).toEqual({
    reason: 'harmful by the classifier',
    value: 0.8,
    detail: 'click, buy',
  })
  const cursed = 'Fuck you, you motherfucker.'
  const result = harmfulFilter({ words, classifier: judge(0.9) }).apply(document(cursed))
  expect(result).toMatchObject({ reason: 'harmful words', detail: 'fuck, motherfucker' })
})

test('harmful: one bad word in a text does not decide, a share of them does', () => {
  const filter = harmfulFilter({ words })
  const story = 'They walked on along the shore without a word until it was dark. '
  expect(isRejection(filter.apply(document(`"Oh, shit," he said. ${story.repeat(3)}`)))).toBe(false)
  expect(isRejection(filter.apply(document(`${'shit and bullshit '.repeat(20)}${story.repeat(3)}`)))).toBe(true)
  expect(isRejection(filter.apply(document('操你妈，你他妈的就是个婊子')))).toBe(true)
  expect(isRejection(filter.apply(document('他妈妈和姑娘的奶奶在家里做饭。')))).toBe(false)
})

test('harmful: words of medicine and of law alone do not count', () => {
  const filter = harmfulFilter({ words })
  for (const text of [
    'Cancer of the penis, vulva, vagina, anus and rectum; sexual intercourse and rape; sex, semen, genitals.',
    '阴道出血、阴茎与外阴病变、月经不调、射精疼痛；强奸罪、组织卖淫罪、嫖娼。',
  ])
    expect(filter.apply(document(text))).toHaveProperty('text')
})

test('harmful: a classifier that was trained judges in both languages', async () => {
  const harmless = ['We planted beans and carrots in the garden.', '我们在花园里种了豆子和胡萝卜。']
  const harmful = ['I will burn your house down tonight.', '我今晚就烧了你的房子。']
  const examples = [true, false].flatMap(good => (good ? harmless : harmful).map(text => ({ text, good })))
  const filter = harmfulFilter({ words, classifier: openClassifier(await trainClassifier(examples)) })
  expect(filter.apply(document('Beans in the garden'))).toHaveProperty('text')
  expect(filter.apply(document('They will burn it down tonight'))).toMatchObject({
    reason: 'harmful by the classifier',
  })
  expect(filter.apply(document('今晚烧了你'))).toMatchObject({ reason: 'harmful by the classifier' })
})
