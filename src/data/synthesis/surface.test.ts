import { describe, expect, test } from 'vitest'
import { random } from '../../random/index.ts'
import { noisy, type Stretch, surfaceOptions, tidy } from './surface.ts'

const none = Object.fromEntries(Object.keys(surfaceOptions.shape).map(key => [key, 0]))
const only = (...names: string[]) =>
  surfaceOptions.parse({ ...none, ...Object.fromEntries(names.map(name => [name, 1])) })

const question: Stretch[] = [
  { text: "What's the capital of ", kind: 'words' },
  { text: 'Peru', kind: 'slot' },
  { text: '?', kind: 'words' },
]
const chinese: Stretch[] = [
  { text: '请问，', kind: 'words' },
  { text: 'strawberry', kind: 'exact' },
  { text: '里有几个r？', kind: 'words' },
]

test.each([
  ['a  b ?', 'en', 'a b?'],
  ['is it so ,?', 'en', 'is it so?'],
  ['Washington, D.C..', 'en', 'Washington, D.C.'],
  ['wait...', 'en', 'wait...'],
  ['3 .5', 'en', '3 .5'],
  ['秘鲁 的 首都', 'zh', '秘鲁的首都'],
  ['strawberry 里', 'zh', 'strawberry 里'],
] as const)('tidy %j (%s)', (text, language, expected) => expect(tidy(text, language)).toBe(expected))

describe('one slip at a time', () => {
  const write = (name?: string, stretches = question, language: 'en' | 'zh' = 'en', key = 0) =>
    noisy(stretches, language, only(...(name ? [name] : [])), random('test', key))

  test('none', () => expect(write()).toBe("What's the capital of Peru?"))
  test('lowercase', () => expect(write('lowercase')).toBe("what's the capital of peru?"))
  test('bare', () => expect(write('bare')).toBe('Whats the capital of Peru'))
  test('noArticles', () => expect(write('noArticles')).toBe("What's capital of Peru?"))
  test('spacing', () => expect(write('spacing')).toBe("What's  the capital of Peru?"))
  test('halfWidth', () => expect(write('halfWidth', chinese, 'zh')).toBe('请问,strawberry里有几个r?'))
  test('spacing in Chinese', () => expect(write('spacing', chinese, 'zh')).toBe('请问，strawberry 里有几个 r？'))

  test('a typo changes one word and never a slot', () => {
    const seen = Array.from({ length: 200 }, (_, key) => write('typo', question, 'en', key))
    for (const text of seen) {
      expect(text).toContain(' Peru')
      expect(Math.abs(text.length - write().length)).toBeLessThanOrEqual(1)
    }
    expect(new Set(seen).size).toBeGreaterThan(10)
  })

  test('exact text survives everything', () => {
    const everything = surfaceOptions.parse(Object.fromEntries(Object.keys(none).map(key => [key, 1])))
    const exact: Stretch[] = [
      { text: 'count the letters in ', kind: 'words' },
      { text: 'BaNaNa', kind: 'exact' },
    ]
    for (let key = 0; key < 50; key++) expect(noisy(exact, 'en', everything, random('test', key))).toContain('BaNaNa')
  })
})
