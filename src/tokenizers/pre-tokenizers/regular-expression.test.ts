import { describe, expect, it } from 'vitest'
import { compileLiteral, compilePattern } from './regular-expression.ts'

const matches = (pattern: string, text: string) => text.match(compilePattern(pattern, 'here')) ?? []

describe('compilePattern', () => {
  it('reads white space and digits as Oniguruma does', () => {
    expect(matches('\\s', 'a\u0085b\ufeffc\u3000')).toEqual(['\u0085', '\u3000'])
    expect(matches('[^\\S]', ' a')).toEqual([' '])
    expect(matches('\\d', '1٣½')).toEqual(['1', '٣'])
    expect(matches('\\w+|[\\w!]', 'é_1 !')).toEqual(['é_1', '!'])
  })

  it('reads scripts, superfluous escapes and flags for a group', () => {
    expect(matches('\\p{Han}+', 'a我b')).toEqual(['我'])
    expect(matches('[\\p{Han}\\P{L}]+', 'a我1b')).toEqual(['我1'])
    expect(matches("\\'\\!|[\\!\\-a]", "'!-a!")).toEqual(["'!", '-', 'a', '!'])
    expect(matches("(?i:'s)", "'S")).toEqual(["'S"])
  })

  it.each([
    ['a++', /possessive quantifier/],
    ['\\d{1,3}+', /possessive quantifier/],
    ['(?>a)', /atomic group/],
    ['[a[b]]', /class inside a class/],
    ['[a&&b]', /class intersection/],
    ['(a', /Unterminated group/],
    ['a\\', /backslash at the end/],
    ['\\p{Nonsense}', /Invalid property name/],
  ])('refuses %s', (pattern, reason) => {
    expect(() => compilePattern(pattern, 'pre_tokenizer.pattern')).toThrow(reason)
    expect(() => compilePattern(pattern, 'pre_tokenizer.pattern')).toThrow(/^pre_tokenizer\.pattern: expected/)
  })
})

it('compileLiteral matches the text itself', () => {
  const text = ['.*+?^', '{}()|[]', '\\/'].join('$')
  expect(`a${text}b`.match(compileLiteral(text))).toEqual([text])
})
