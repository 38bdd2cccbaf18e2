import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { featuresOf, visitNgrams } from './features.ts'
import {
  atThresholds,
  type Example,
  loadClassifier,
  openClassifier,
  rocAuc,
  rounded,
  saveClassifier,
  trainClassifier,
} from './index.ts'

const prose = [
  'The old harbour lay quiet under a thin layer of fog that had come in with the tide.',
  'Two boats were still out, and the people who had waited since the morning began to talk about going home.',
  'When the bells of the church rang for the third time, a light appeared behind the breakwater.',
]
const menus = ['Home | About us | Contact | Sign in', 'Next page | Previous page | Home | Index', 'Sign in to buy now']
const verse = ['港口在薄雾中静静地躺着，雾是随着潮水一起来的。', '教堂的钟敲了第三遍的时候，防波堤后面出现了一点灯光。']
const shop = ['点击购买，立即登录，上一页，下一页。', '立即注册，点击进入，首页，联系我们。']
const examples: Example[] = [
  ...[...prose, ...verse].map(text => ({ text, good: true })),
  ...[...menus, ...shop].map(text => ({ text, good: false })),
]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-classifier-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('learns what the examples tell, in both languages, and goes beyond them', async () => {
  const { score } = openClassifier(await trainClassifier(examples))
  for (const { text, good } of examples) expect(score(text) > 0.5, text).toBe(good)
  expect(score('The boats lay in the harbour when the fog had come.')).toBeGreaterThan(0.6)
  expect(score('Sign in | Index | Contact us')).toBeLessThan(0.4)
  expect(score('雾在港口后面，钟敲了。')).toBeGreaterThan(0.6)
  expect(score('点击注册，下一页')).toBeLessThan(0.4)
  expect(score('…')).toBe(0.5)
})

test('says which words told', async () => {
  const { telling } = openClassifier(await trainClassifier(examples))
  const text = 'Sign in to see the harbour'
  expect(telling(text, false, 3).join(' ')).toMatch(/sign/)
  expect(telling(text, true, 2).join(' ')).toMatch(/harbour/)
})

test('the same examples and seed give the same weights, bit for bit', async () => {
  const [one, other] = [await trainClassifier(examples), await trainClassifier(examples)]
  expect(other).toEqual(one)
  expect(await trainClassifier(examples, { seed: 1 })).not.toEqual(one)
})

test('many examples of one kind do not make the other unlikely', async () => {
  const many = [...examples, ...Array.from({ length: 200 }, () => ({ text: prose[0]!, good: true }))]
  expect(openClassifier(await trainClassifier(many)).score('Next page | Sign in')).toBeLessThan(0.4)
})

test('training ends when it is aborted', async () => {
  await expect(trainClassifier(examples, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
})

test('a file gives the scores that were measured before it was written', async () => {
  const weights = rounded(await trainClassifier(examples))
  const path = join(folder, 'classifier.json')
  await saveClassifier(path, weights, { good: 5, bad: 5 })
  const [before, after] = [openClassifier(weights), await loadClassifier(path)]
  for (const { text } of examples) expect(after.score(text)).toBeCloseTo(before.score(text), 6)
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ format: 1, trained: { good: 5, bad: 5 } })
})

test.each([
  ['no JSON', 'x', /Expected a classifier .* found something else/],
  ['of another kind', '{"format": 1, "kind": "tokenizer"}', /Expected a classifier/],
  [
    'cut',
    '{"format":1,"kind":"text classifier","trained":{"good":1,"bad":1},"scale":1,"weights":"AAAA"}',
    /262144 weights, found 3/,
  ],
])('a file that is %s is refused, with its name', async (_, content, message) => {
  const path = join(folder, 'wrong.json')
  await writeFile(path, content)
  await expect(loadClassifier(path)).rejects.toThrow(message)
  await expect(loadClassifier(path)).rejects.toThrow(path)
  await expect(loadClassifier(join(folder, 'absent.json'))).rejects.toThrow(/Could not read the classifier .*absent/)
})

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.lorem(),
  fc.string({ unit: fc.constantFrom(...'aB0字母 .。\n😀\uD800'), maxLength: 200 }),
)

test('features: each bucket once, values of length 1, n-grams within the text', () => {
  fc.assert(
    fc.property(texts, text => {
      const { count, buckets, values } = featuresOf(text)
      expect(new Set(buckets.subarray(0, count)).size).toBe(count)
      const length = values.subarray(0, count).reduce((sum, value) => sum + value * value, 0)
      if (count > 0) expect(length).toBeCloseTo(1, 4)
      visitNgrams(text, (bucket, first, last) => {
        expect(bucket).toBeGreaterThanOrEqual(0)
        expect(first).toBeGreaterThanOrEqual(0)
        expect(last).toBeGreaterThanOrEqual(first)
      })
    }),
  )
})

test('features: case and digits do not count, the order of words does', () => {
  const of = (text: string) => {
    const { count, buckets } = featuresOf(text)
    return buckets.slice(0, count).sort()
  }
  expect(of('In The Year 1984')).toEqual(of('in the year 2026'))
  expect(of('dog bites man')).not.toEqual(of('man bites dog'))
  expect(of('中国人')).not.toEqual(of('人中国'))
  expect(of('中国，人')).not.toEqual(of('中国人')) // punctuation ends a run
})

test('ROC-AUC is the share of pairs in the right order', () => {
  const score = fc.record({ score: fc.integer({ min: 0, max: 9 }), good: fc.boolean() })
  fc.assert(
    fc.property(fc.array(score, { maxLength: 30 }), scored => {
      const [goods, bads] = [true, false].map(good => scored.filter(one => one.good === good)) as [[], []]
      const wins = goods.flatMap(({ score: a }) =>
        bads.map(({ score: b }) => (a > b ? 1 : a === b ? 0.5 : 0) as number),
      )
      const share = wins.reduce((sum, win) => sum + win, 0) / wins.length
      if (Number.isNaN(share)) expect(rocAuc(scored)).toBeNaN()
      else expect(rocAuc(scored)).toBeCloseTo(share, 9)
    }),
  )
})

test('thresholds: what is at the threshold is kept', () => {
  const scored = [0.2, 0.5, 0.9].flatMap(score => [true, false].map(good => ({ score, good })))
  expect(atThresholds(scored, [0.5])).toEqual([{ threshold: 0.5, goodKept: 2 / 3, badDropped: 1 / 3 }])
})
