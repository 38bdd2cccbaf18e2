import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

test.each([
  ['stpes', ['steps', 'stages'], 'steps'],
  ['learning_rate', ['layers', 'learningRate'], 'learningRate'],
  ['momentun', ['optimizer.momentum'], 'optimizer.momentum'],
  ['colour', ['steps', 'tokens'], undefined],
  ['a', [], undefined],
  ['fr', ['en', 'zh'], undefined],
])('%s among %j', (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected)
})
