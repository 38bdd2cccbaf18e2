import { expect, it } from 'vitest'
import { tokenizerFromJson } from '../tokenizer.ts'
import { trainWordPiece } from './word-piece.ts'

const texts = ['The tokens of a tokenizer tokenize tokens.', '我们吃西瓜，我们吃瓜籽。']

it('learns pieces of words, and encodes as BERT does', async () => {
  const json = await trainWordPiece(texts, { vocabularySize: 90, uncased: true })
  const tokenizer = tokenizerFromJson(json)
  const tokens = (text: string) => Array.from(tokenizer.encode(text), id => tokenizer.token(id))
  expect(tokens('TOKENS of 我们')).toEqual(['tokens', 'o', '##f', '我', '们'])
  expect(tokens('tokenx')).toEqual(['[UNK]'])
  const { ids, typeIds, offsets } = tokenizer.encoding('The tokens', { pair: 'of' })
  expect(tokenizer.decode(ids, { skipSpecial: true })).toBe('the tokens of')
  expect([...typeIds].slice(-2)).toEqual([1, 1])
  expect(tokenizer.token(ids[0]!)).toBe('[CLS]')
  expect(offsets[2]).toBe(0)
})

it('has room for the characters, or says how much it needs', async () => {
  await expect(trainWordPiece(texts, { vocabularySize: 20, uncased: true })).rejects.toThrow(/at least \d+, found 20/)
})
