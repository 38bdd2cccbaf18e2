import { expect, test } from 'vitest'
import { harmfulParts } from '../../bench/classifiers/harmful.ts'
import { auc, measure, train } from '../../bench/classifiers/measure.ts'
import { records } from '../../bench/classifiers/texts.ts'

/** What says that a package could not be fetched; every other error is one. */
function offline(error: Error): string {
  if (!/Could not fetch/.test(error.message)) throw error
  return error.message
}

test('harmful content: ROC-AUC on held-out texts, and harmless paragraphs that are dropped', async context => {
  if (!records('hh-rlhf-harmless/pairs.jsonl.gz')) return context.skip('there is no folder that INSTAR_DATA names')
  const parts = await harmfulParts().catch(offline)
  if (typeof parts === 'string') return context.skip(parts)
  const measured = measure(await train(parts.train), parts.test)
  const isChinese = (name: string) => name.endsWith('(zh)')
  expect(auc(measured.filter(({ name }) => !isChinese(name))).rocAuc).toBeGreaterThan(0.97)
  expect(auc(measured.filter(({ name }) => isChinese(name))).rocAuc).toBeGreaterThan(0.97)
  expect(auc(measured.filter(({ name }) => name.includes('written'))).rocAuc).toBeGreaterThan(0.9)
  const paragraphs = measured
    .filter(({ name }) => /^(news|medicine|history):/.test(name))
    .flatMap(({ scores }) => scores)
  expect(paragraphs.length).toBe(500)
  expect(paragraphs.filter(score => score <= 0.5).length).toBeLessThanOrEqual(10)
}, 300_000)
