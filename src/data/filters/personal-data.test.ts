import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRejection } from './filter.ts'
import { createFilters } from './filters.ts'
import { personalDataFilter } from './personal-data.ts'

const document = Object.freeze({
  id: 'a',
  source: 'test',
  text: 'Write to ann@mail.org or bob@mail.org, or call +44 20 7183 8750.',
  metadata: { title: 'x' },
})

test('replaces, and counts in the metadata', () => {
  expect(personalDataFilter().apply(document)).toEqual({
    ...document,
    text: 'Write to <EMAIL> or <EMAIL>, or call <PHONE>.',
    metadata: { title: 'x', 'pii-email': 2, 'pii-phone': 1 },
  })
})

test('removes, and counts in the detail', () => {
  expect(personalDataFilter({ action: 'remove' }).apply(document)).toEqual({
    reason: 'personal data: email',
    value: 3,
    detail: 'email 2, phone 1',
  })
})

test('leaves a document without any as it is', () => {
  const clean = { ...document, text: 'Call me Ishmael. Some years ago, in 1851, …' }
  expect(personalDataFilter().apply(clean)).toBe(clean)
  expect(personalDataFilter({ action: 'remove' }).apply(clean)).toBe(clean)
})

test('a recipe chooses kinds and what to do', async () => {
  const context = { languages: ['en' as const], minimumWords: 1, baseFolder: '.' }
  const [filter] = await createFilters([{ kind: 'pii', kinds: ['phone'], action: 'replace' }], context)
  expect(filter!.name).toBe('pii')
  expect(filter!.apply(document)).toMatchObject({
    text: 'Write to ann@mail.org or bob@mail.org, or call <PHONE>.',
    metadata: { 'pii-phone': 1 },
  })
})

test('takes any text, keeps what else a document has, and removes what it would change', () => {
  const pieces = fc.constantFrom(
    'ann@mail.org',
    '4111 1111 1111 1111',
    '微信号：',
    'zhang_88',
    ' at ',
    '://',
    '7',
    '号',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 8 }), parts => {
      const given = Object.freeze({ ...document, text: parts.join('') })
      const once = personalDataFilter().apply(given)
      if (isRejection(once)) throw new Error('Expected a document')
      expect(once).toMatchObject({ id: 'a', source: 'test', metadata: { title: 'x' } })
      expect(isRejection(personalDataFilter({ action: 'remove' }).apply(given))).toBe(once !== given)
    }),
  )
})
