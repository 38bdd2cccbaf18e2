import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainText } from '../text.ts'
import { buildPreTokenizer } from './index.ts'
import { spacingComponent } from './spacing.ts'

const common = ['a', 'what', 'is', 'the', 'of', '首都', '什么', '不知道', '知道']
const split = (text: string, words?: readonly string[]) =>
  buildPreTokenizer(spacingComponent('apart', words))
    .split(plainText(text))
    .map(piece => piece.value)

const splitWithCommon = (text: string) => split(text, common)

describe('apart, but for common words', () => {
  test('they keep one space on either side, others stand alone', () => {
    expect(splitWithCommon('What is the capital of Peru?')).toEqual([
      'What ',
      'is ',
      'the ',
      'capital',
      ' of ',
      'Peru',
      '?',
    ])
    expect(splitWithCommon('what  is a')).toEqual(['what ', ' is ', 'a'])
    expect(splitWithCommon('theatre of isthe')).toEqual(['theatre', ' of ', 'isthe'])
  })

  test('a word has the same piece in a question and inside the quotes of code', () => {
    expect(splitWithCommon('Is the word strawberry long?')).toContain('strawberry')
    expect(splitWithCommon('"strawberry".length')).toEqual(['"', 'strawberry', '".', 'length'])
    expect(splitWithCommon('17 + 25')).toEqual(['1', '7', ' + ', '2', '5'])
  })

  test('common Chinese words are one piece, the longest that fits', () => {
    expect(splitWithCommon('我不知道秘鲁的首都是什么。')).toEqual([
      '我',
      '不知道',
      '秘',
      '鲁',
      '的',
      '首都',
      '是',
      '什么',
      '。',
    ])
  })

  test('nothing is lost, and without common words nothing changes', () => {
    const texts = fc
      .array(fc.constantFrom(...common, ' ', 'x', 'The', '7', '鲁', ', ', '\n', "'"))
      .map(parts => parts.join(''))
    fc.assert(
      fc.property(texts, text => {
        expect(splitWithCommon(text).join('')).toBe(text)
        expect(split(text, [])).toEqual(split(text))
      }),
    )
  })
})
