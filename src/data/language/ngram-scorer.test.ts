import { eld } from 'eld/small'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ngramScorer } from './ngram-scorer.ts'
import { openNgramTable } from './ngram-table.ts'

const table = await openNgramTable()
const scoresOf = ngramScorer(table)

/** Mean score per n-gram, by language; eld tells x / (x + 25). */
function meansOfEld(text: string): Map<string, number> {
  return new Map(Object.entries(eld.detect(text).getScores()).map(([tag, score]) => [tag, (25 * score) / (1 - score)]))
}

function expectSame(text: string): void {
  const { sums, count } = scoresOf(text)
  const theirs = meansOfEld(text)
  const errors = table.tags.map((tag, i) => Math.abs(sums[i]! / Math.max(1, count) - (theirs.get(tag) ?? 0)))
  expect(Math.max(...errors), text).toBeLessThan(1e-6)
}

test.each([
  'Der alte Hafen lag still unter einer dünnen Schicht Nebel, die mit der Flut gekommen war.',
  "L'ancien port, d’ailleurs, n'était pas 'calme' – ‘’ ''c'est tout'' ",
  'İstanbul ve İZMİR, IŞIK; ΟΔΟΣ ΟΔΥΣΣΕΑΣ',
  'a bc def ghij klmno pqrstu vwxyzab cdefghij klmnopqrs',
  `${'x'.repeat(69)} ${'y'.repeat(70)} ${'z'.repeat(71)} ${'ab'.repeat(80)}`,
  'Старый порт лежал в тишине под тонким слоем тумана. '.repeat(8),
  '港口在薄雾中静静地躺着，雾是随着潮水一起来的。'.repeat(10),
  '항구는 조수와 함께 들어온 옅은 안개 아래 조용히 누워 있었다.',
  'word '.repeat(100),
  ' 12, 34! ',
  '',
])('scores are those of eld: %s', expectSame)

test('scores are those of eld, of any text', () => {
  const unit = fc.constantFrom(..."abcdeéèñßİıőžاבгжאขहাあア中문 '`’.,-1\n𠀀😀ŋʃ")
  fc.assert(fc.property(fc.string({ unit, maxLength: 500 }), expectSame), { numRuns: 300 })
})
