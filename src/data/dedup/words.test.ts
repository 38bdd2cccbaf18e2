import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wordsOf } from '../filters/words.ts'
import { ngrams, wordReader } from './words.ts'

const read = wordReader()
const hashesOf = (text: string) => {
  const { hashes, count } = read(text)
  return [...hashes.subarray(0, count)]
}

test('words are those of the filters, but for what holds words together inside', () => {
  const plain = fc.string({ unit: fc.constantFrom(...'abZé1 .,\n我籽𠮷😀ｘ한カ') })
  fc.assert(fc.property(plain, text => hashesOf(text).length === wordsOf(text).count))
})

test('equal words have equal hashes, other words others', () => {
  const [a, b, c, d, e] = hashesOf('Word word 籽 籽 𠮷')
  expect([a === b, c === d, a === c, c === e]).toEqual([true, true, false, false])
})

test.each([
  ['all in English', false],
  ['全是中文', true],
  ['用 Node.js 写 TypeScript 程序', false],
  ['这段话里只有一个 word 是外文', true],
  ['', false],
])('%j: Chinese is %j', (text, isChinese) => {
  expect(read(text).isChinese).toBe(isChinese)
})

test('rolled n-grams are those computed one by one', () => {
  const into = new Int32Array(200)
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('ab', 'cd', '我', 'x'), { maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      (units, n) => {
        const whole = [...into.subarray(0, ngrams(read(units.join(' ')), n, into))]
        const windows = Array.from({ length: Math.max(1, units.length - n + 1) }, (_, i) =>
          units.slice(i, i + n).join(' '),
        )
        const alone = windows.flatMap(window => [...into.subarray(0, ngrams(read(window), n, into))])
        expect(whole).toEqual(alone)
      },
    ),
  )
})
