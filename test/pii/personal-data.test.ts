import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findPersonalData } from '../../src/data/index.ts'
import { dataFolder } from './carriers.ts'
import { bareTexts, type Half, plantedTexts } from './corpus.ts'
import { measure } from './measure.ts'
import { traps } from './traps.ts'

const halves: readonly Half[] = ['tuning', 'held-out']

describe.each(halves)('personal data planted among look-alikes, %s', half => {
  const texts = plantedTexts(half)
  const { kinds, total, lookAlikes } = measure(texts)

  it('is enough to tell', () => {
    expect(kinds.size).toBeGreaterThanOrEqual(20)
    expect(total.plants).toBeGreaterThanOrEqual(2000)
    expect(lookAlikes.total).toBeGreaterThanOrEqual(total.plants)
    for (const { plants } of kinds.values()) expect(plants).toBeGreaterThanOrEqual(80)
    const labels = texts.flatMap(({ plants, lookAlikes }) => [...plants, ...lookAlikes])
    expect(labels.every(({ start, end }) => start >= 0 && end > start)).toBe(true)
  })

  it('is found', () => expect(total.found / total.plants).toBeGreaterThanOrEqual(0.98))

  it('is what is found', () => expect(total.right / total.spans).toBeGreaterThanOrEqual(0.97))
})

it.skipIf(!dataFolder)('the pages have the figures of the held-out half (needs INSTAR_DATA)', () => {
  const { kinds, total } = measure(plantedTexts('held-out'))
  const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`
  for (const page of ['personal-data.md', 'personal-data.zh-CN.md']) {
    const text = readFileSync(resolve(import.meta.dirname, '../../docs', page), 'utf8')
    for (const [kind, { plants, found, right, spans }] of [...kinds, ['(?:all|合计)', total] as const]) {
      const row = new RegExp(
        `^\\| \`?${kind}\`? \\|.*\\| ${percent(found, plants)} \\| ${percent(right, spans)} \\|$`,
        'm',
      )
      expect(text, `${page}: ${kind}`).toMatch(row)
    }
  }
})

it('the halves share no carrier', () => {
  const tuning = new Set(bareTexts('tuning'))
  expect(bareTexts('held-out').filter(text => tuning.has(text))).toEqual([])
})

it.skipIf(!dataFolder)('there is little of it in texts as they are (needs INSTAR_DATA)', () => {
  const texts = halves.flatMap(bareTexts)
  const spans = texts.reduce((sum, text) => sum + findPersonalData(text).length, 0)
  expect(texts.length).toBeGreaterThan(1500)
  expect(spans).toBeLessThan(texts.length / 100)
})

it('the same piece again and again, 20,000 characters of it', () => {
  for (const piece of traps) {
    const text = piece.repeat(Math.ceil(20_000 / piece.length))
    for (const { start, end } of findPersonalData(text)) expect(end).toBeGreaterThan(start)
  }
})
