import { expect, test } from 'vitest'
import { commonWords } from './common-words.ts'

const texts = [
  "What is the capital of Peru? I don't know the capital.",
  'How many r in the word?',
  '我不知道秘鲁的首都。',
  '首都是利马。',
]

test('words in small letters and Chinese words of several characters, most frequent first', async () => {
  expect(await commonWords(texts, 3)).toEqual(['the', 'capital', '首都'])
  const all = await commonWords(texts, 100)
  expect(all).toContain('不知道')
  for (const name of ['Peru', 'What', 'r', 't', '的', '是']) expect(all).not.toContain(name)
})

test('as many as asked for, none for none', async () => {
  expect(await commonWords(texts, 0)).toEqual([])
  expect(await commonWords(texts, 5)).toHaveLength(5)
})
