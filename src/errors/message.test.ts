import { expect, test } from 'vitest'
import { either, format, InstarError, msg, phraseOf, usageError } from './index.ts'

test('an error says its sentence in English, and remembers the template and the values', () => {
  const error = usageError(msg`Expected ${[1, 2]}, found ${undefined} in ${'a/{0}.json'}`)
  expect(error.message).toBe('Expected 1,2, found undefined in a/{0}.json')
  expect(error.descriptor).toEqual({
    template: 'Expected {0}, found {1} in {2}',
    values: ['1,2', 'undefined', 'a/{0}.json'],
  })
  expect(error.kind).toBe('usage')
})

test('a sentence holds others: those of errors, of ours and of others, and words', () => {
  const inner = new InstarError(msg`There is no file ${'a'}`, { cause: new Error('ENOENT') })
  const outer = msg`Could not read ${inner}: ${new RangeError('too much')} or ${msg`none`}`
  expect(format(outer)).toBe('Could not read There is no file a: too much or none')
  expect(format(msg`${Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })}`)).toBe('ECONNREFUSED')
  expect(format(either(['a', msg`none`, 3]))).toBe('a or none or 3')
})

test('a long sentence is written over several lines', () => {
  expect(
    msg`Expected ${1} of
      them\nand ${2}`,
  ).toEqual({ template: 'Expected {0} of them\nand {1}', values: ['1', '2'] })
})

test('it can be sent to another thread', () => {
  const sent = structuredClone(phraseOf(new InstarError(msg`There is no file ${'a'}`)))
  expect(new InstarError(sent).message).toBe('There is no file a')
})

test('a plain text stays what it is', () => {
  expect(new InstarError('没有文件 {0}').message).toBe('没有文件 {0}')
  expect(new InstarError('没有文件 {0}').descriptor).toBeUndefined()
})
