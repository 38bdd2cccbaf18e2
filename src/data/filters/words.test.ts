import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linesOf } from './lines.ts'
import { endsClause, endsQuotation, endsSentence, sentencesIn } from './sentences.ts'
import { hasWords, wordsOf } from './words.ts'

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(..."aZé1字々\u0301𠮷𝒳😀\uD800\uDC00 '’-_.\n\t\u3000한カ") }),
)

test('wordsOf finds what the pattern that defines words finds', () => {
  const word =
    /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+(?:['’-](?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+)*/gu
  fc.assert(
    fc.property(texts, fc.nat(12), (text, least) => {
      const expected = text.match(word) ?? []
      expect(hasWords(text, least)).toBe(expected.length >= least)
      const { count, starts, ends, units, withLetter } = wordsOf(text)
      expect([...starts].map((start, i) => text.slice(start, ends[i]))).toEqual(expected)
      expect(count).toBe(expected.length)
      expect(units).toBe(expected.join('').length)
      expect(withLetter).toBe(expected.filter(word => /\p{L}/u.test(word)).length)
      expect(hasWords(text, least)).toBe(expected.length >= least)
    }),
  )
})

test('linesOf finds the lines that are not blank, trimmed', () => {
  fc.assert(
    fc.property(texts, text => {
      const expected = text
        .split('\n')
        .map(line => line.trim())
        .filter(line => line !== '')
      const { count, starts, ends, units, feeds } = linesOf(text)
      expect([...starts].map((start, i) => text.slice(start, ends[i]))).toEqual(expected)
      expect([count, units]).toEqual([expected.length, expected.join('').length])
      expect(feeds).toBe(text.split('\n').length - 1)
    }),
  )
})

describe('sentences', () => {
  test.each([
    ['One. Two! Three?', 3],
    ['It costs 3.14 at example.org, no more.', 1],
    ['He said “Go home.” Then he went.', 2],
    ['没有空格。也是两句！', 2],
    ['他说：“走吧。”然后走了', 2],
    ['And so on...', 1],
    ['no mark at all', 1],
    ['...', 1],
  ])('%s has %i', (text, count) => expect(sentencesIn(text, 0, text.length)).toBe(count))

  test.each([
    ['The end.', true, true, false],
    ['The “end.”', true, true, true],
    ['(The end!)', true, true, false],
    ['结束了。」', true, true, true],
    ['空山新雨後，', false, true, false],
    ['The end', false, false, false],
    ['He said “end”', false, false, true],
    ['3,', false, true, false],
    ['收割正在进行。（王小明摄）', true, true, false],
    ['收割（王小明摄）', false, false, false],
    ['"', false, false, true],
  ])('%s', (text, sentence, clause, quotation) => {
    expect(endsSentence(text, 0, text.length)).toBe(sentence)
    expect(endsClause(text, 0, text.length)).toBe(clause)
    expect(endsQuotation(text, text.length)).toBe(quotation)
  })
})
