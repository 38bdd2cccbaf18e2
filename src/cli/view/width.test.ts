import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutTo, displayWidth, oneLine, padTo } from './width.ts'

describe('displayWidth', () => {
  test.each([
    ['', 0],
    ['Instar', 6],
    ['秘鲁的首都', 10],
    ['「，。！？」', 12],
    ['ＡＢ', 4],
    ['ｶﾅ', 2],
    ['カナ', 4],
    ['한국어', 6],
    ['é', 1],
    ['e\u0301', 1],
    ['👩‍👩‍👧', 2],
    ['🇵🇪', 2],
    ['⠙ ✓ ○ █ ▏ │ …', 13],
    ['\x1b[1mbold\x1b[22m', 4],
  ])('%j takes %i columns', (text, columns) => expect(displayWidth(text)).toBe(columns))
})

const text = fc.string({ unit: fc.constantFrom('a', '7', ' ', '鲁', '。', 'ｶ', '👩‍👩‍👧', 'é', '\u0301') })

test('a cut text fits, and is a beginning of the text', () => {
  fc.assert(
    fc.property(text, fc.nat(30), (whole, columns) => {
      const cut = cutTo(whole, columns)
      expect(displayWidth(cut)).toBeLessThanOrEqual(columns)
      if (displayWidth(whole) <= columns) expect(cut).toBe(whole)
      else if (columns > 0) expect(whole.startsWith(cut.slice(0, -1)) && cut.endsWith('…')).toBe(true)
    }),
  )
})

test('padding fills up to the column, never beyond', () => {
  expect(padTo('鲁', 4)).toBe('鲁  ')
  expect(padTo('秘鲁', 3)).toBe('秘鲁')
})

test('what a model writes cannot move the cursor', () => {
  expect(oneLine('a\x1b[2J\x1b]0;title\x07b\r\n\tc\x00\x9b5A')).toMatch(/^[^\p{Cc}]*$/u)
  expect(oneLine('  two\n lines ')).toBe('two lines')
})
