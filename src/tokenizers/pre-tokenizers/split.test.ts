import { expect, it } from 'vitest'
import { plainText } from '../text.ts'
import type { Component } from '../tokenizer-json.ts'
import { split } from './split.ts'

const piecesOf = (component: Component) =>
  split(component, 'here')(plainText('the-final--countdown')).map(piece => piece.value)

// The example of Hugging Face's documentation of SplitDelimiterBehavior.
it.each([
  ['Removed', ['the', 'final', 'countdown']],
  ['Isolated', ['the', '-', 'final', '-', '-', 'countdown']],
  ['MergedWithPrevious', ['the-', 'final-', '-', 'countdown']],
  ['MergedWithNext', ['the', '-final', '-', '-countdown']],
  ['Contiguous', ['the', '-', 'final', '--', 'countdown']],
])('%s', (behavior, pieces) => {
  const component = { type: 'Split', pattern: { String: '-' }, behavior, invert: false }
  expect(piecesOf(component)).toEqual(pieces)
})

it('invert swaps separators and the rest', () => {
  const component = { type: 'Split', pattern: { Regex: '[a-z]+' }, behavior: 'Removed', invert: true }
  expect(piecesOf(component)).toEqual(['the', 'final', 'countdown'])
})

it('says what is wrong with a component', () => {
  expect(() => split({ type: 'Split', pattern: { Regex: 'a' }, behavior: 'Kept' }, 'here')).toThrow(
    /here\.behavior: expected one of Isolated, .* found "Kept"/,
  )
  expect(() => split({ type: 'Split', pattern: {}, behavior: 'Isolated' }, 'here')).toThrow(/here\.pattern: expected/)
})
