import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePattern } from '../regular-expression.ts'
import { knownScanners } from './index.ts'
import type { Scanner } from './scanner.ts'

/** The pieces of a text by regular expressions, one after the other, each match and what lies between on its own. */
function byExpression(text: string, expressions: readonly RegExp[]): string[] {
  return expressions.reduce(
    (pieces, expression) =>
      pieces.flatMap(piece => {
        const parts: string[] = []
        let end = 0
        for (const match of piece.matchAll(expression)) {
          if (match.index > end) parts.push(piece.slice(end, match.index))
          if (match[0]) parts.push(match[0])
          end = match.index + match[0].length
        }
        if (end < piece.length) parts.push(piece.slice(end))
        return parts
      }),
    text === '' ? [] : [text],
  )
}

function byScanner(text: string, scan: Scanner): string[] {
  const units = new Uint16Array(text.length)
  for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i)
  const pieces: string[] = []
  for (let start = 0; start < text.length; ) {
    const end = scan(units, start, text.length)
    expect(end).toBeGreaterThan(start)
    pieces.push(text.slice(start, end))
    start = end
  }
  return pieces
}

/** One character of every kind that any of the patterns asks about, and its neighbours on the borders of ranges. */
const telling = [
  ..."'''sStTmMdDrReEvVlLaAzZ09 _-/.,!([{`~@\u00b2",
  ...['ſ', 'K', 'ß', 'ǅ', 'ʰ', 'ª', '\u0301', '\u0903', '\u20dd', '½', 'Ⅷ', '٣', '１'],
  ...[
    ' ',
    ' ',
    '\t',
    '\n',
    '\n',
    '\r',
    '\r\n',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\u3000',
    '\ufeff',
    '\u200b',
    '\u200d',
    '\0',
  ],
  ...[
    '一',
    '龥',
    '龦',
    '\u9fff',
    '\u4dff',
    'ぁ',
    '゙',
    'ヿ',
    '・',
    '゠',
    '゛',
    '\u3098',
    '\u3041',
    '\u3040',
    '\u303f',
    '\u3100',
    '〇',
    '々',
    '〆',
    '⺀',
    '⿕',
    '⿖',
  ],
  ...[
    '〠',
    '〡',
    '〩',
    '〪',
    '〸',
    '〻',
    '〼',
    '㐀',
    '䶿',
    '豈',
    '\ufaff',
    '\ufb00',
    '𠀀',
    '\u{2fffd}',
    '\u{2fffe}',
    '\u{30000}',
    '\u{3fffe}',
  ],
  ...[
    '한',
    'ก',
    'ا',
    '🙂',
    '\u{1f3fd}',
    '\u{10400}',
    '\u{10428}',
    '\u{1d7d8}',
    '\u{1e8d0}',
    '\u{10ffff}',
    '\uffff',
    '€',
    '+',
    '^',
    '、',
    '。',
  ],
]
const unit = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...telling) },
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
)
const text = fc.array(unit, { maxLength: 30, size: 'max' }).map(parts => parts.join('').toWellFormed())

describe('scanners cut as their patterns', () => {
  it.each(knownScanners.map(([patterns, scanner], index) => ({ index, patterns, scanner })))(
    'pattern $index',
    ({ patterns, scanner }) => {
      const expressions = patterns.map(pattern => compilePattern(pattern, 'here'))
      fc.assert(
        fc.property(text, text => {
          expect(byScanner(text, scanner)).toEqual(byExpression(text, expressions))
        }),
        { numRuns: 3000 },
      )
    },
  )
})
