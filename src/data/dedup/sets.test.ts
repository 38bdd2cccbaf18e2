import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createForest } from './forest.ts'
import { lineKeys, withoutLines } from './lines.ts'
import { createPairTable } from './pairs.ts'

test('a forest keeps the smallest of what belongs together, however it was joined', () => {
  const edges = fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 25 })
  fc.assert(
    fc.property(edges, pairs => {
      const forest = createForest(20)
      for (const [a, b] of pairs) forest.join(a, b)
      // Labels spread along the edges until nothing changes: slow and plain.
      const labels = Array.from({ length: 20 }, (_, i) => i)
      for (let round = 0; round < 20; round++)
        for (const [a, b] of pairs) labels[a] = labels[b] = Math.min(labels[a]!, labels[b]!)
      expect(labels.map((_, i) => forest.root(i))).toEqual(labels)
    }),
  )
})

test('a pair table tells the first document of a key, as a map does', () => {
  const word = fc.constantFrom(0, 1, 2, 0xffffffff, 0x80000000)
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word), { maxLength: 60 }), keys => {
      const table = createPairTable(keys.length)
      const known = new Map<string, number>()
      for (const [document, [high, low]] of keys.entries()) {
        const key = `${high} ${low}`
        if (!known.has(key)) known.set(key, document)
        expect(table.first(high, low, document)).toBe(known.get(key))
      }
    }),
  )
})

describe('lines', () => {
  const read = lineKeys(4)

  test('short lines have no key; case, width and punctuation do not matter', () => {
    expect(read('one two three')).toBeUndefined()
    expect(read('三个字')).toBeUndefined()
    expect(read('版权所有，翻印必究')).toBeDefined()
    expect(read('All Rights Reserved, 2026.')).toEqual(read('all rights  reserved ２０２６'))
    expect(read('a b c d')).not.toEqual(read('a b d c'))
  })

  test('what is cut leaves no gap; a text in which nothing is cut is the same text', () => {
    const footer = read('a b c d')!
    const cut = (text: string) =>
      withoutLines(text, read, ({ high, low }) => high === footer.high && low === footer.low)
    expect(cut('first\n\na b c d\n\nlast')).toBe('first\n\nlast')
    expect(cut('first\nA, B, C, D!')).toBe('first')
    expect(cut('a b c d')).toBe('')
    expect(cut('one\n\n\n\ntwo ')).toBe('one\n\n\n\ntwo ')
  })
})
