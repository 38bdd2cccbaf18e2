import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { random } from '../../random/index.ts'
import { countReadings, expandPhrase, type Fragments, parsePhrase, slotsOf } from './grammar.ts'

const fragments: Fragments = new Map([
  ['big', [parsePhrase('large'), parsePhrase('<very> big')]],
  ['very', [parsePhrase('[very|really|]')]],
  ['loop', [parsePhrase('x <loop>')]],
])

/** All texts that a phrase gives in 300 readings; open slots in braces. */
function readings(source: string): string[] {
  const phrase = parsePhrase(source)
  const all = Array.from({ length: 300 }, (_, i) =>
    expandPhrase(phrase, fragments, random('test', i))
      .map(piece => ('text' in piece ? piece.text : `{${piece.slot}}`))
      .join(''),
  )
  return [...new Set(all)].sort()
}

test.each([
  ['plain', ['plain']],
  ['[a|b]c', ['ac', 'bc']],
  ['a[.|]', ['a', 'a.']],
  ['[a|[b|c]d]', ['a', 'bd', 'cd']],
  ['{x} is <big>', ['{x} is  big', '{x} is large', '{x} is really big', '{x} is very big']],
  ['a | b', ['a | b']],
  ['3 < 4', ['3 < 4']],
  ['[[x|]|]', ['', 'x']],
])('%s', (source, expected) => {
  expect(readings(source)).toEqual([...expected].sort())
  expect(countReadings(parsePhrase(source), fragments)).toBeGreaterThanOrEqual(expected.length)
})

test('code is read without choices', () => {
  const code = '[..."{word}"].filter(c => c === "{letter}").length'
  expect(parsePhrase(code, { choices: false }).filter(part => part.type !== 'text')).toEqual([
    { type: 'slot', name: 'word' },
    { type: 'slot', name: 'letter' },
  ])
})

test('slots are found inside choices and fragments', () => {
  const nested: Fragments = new Map([['w', [parsePhrase('"{word}"')]]])
  expect([...slotsOf(parsePhrase('[how many {letter}|count {letter}] in <w>'), nested)].sort()).toEqual([
    'letter',
    'word',
  ])
})

describe('mistakes', () => {
  test.each([
    ['[a|b', /Expected "\]" for the "\[" at character 1 of the phrase "\[a\|b"/],
    ['a]b', /Expected "\[" before "\]" at character 2/],
  ])('%s', (source, message) => expect(() => parsePhrase(source)).toThrow(message))
  test('an unknown fragment', () => expect(() => readings('<bog>')).toThrow('<big>, <very>, <loop>, but found <bog>'))
  test('a fragment inside itself', () => expect(() => readings('<loop>')).toThrow('contains itself'))
})

test('any text without brackets is itself', () => {
  fc.assert(
    fc.property(
      fc.string().filter(text => !/[[\]{}<>]/.test(text)),
      text => {
        expect(readings(text)).toEqual([text])
      },
    ),
    { numRuns: 30 },
  )
})
