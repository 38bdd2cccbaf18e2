import { expect, test } from 'vitest'
import { auc, measure, train } from '../../bench/classifiers/measure.ts'
import { qualityParts } from '../../bench/classifiers/quality.ts'
import { records } from '../../bench/classifiers/texts.ts'
import { debianFolder } from '../../bench/filters/pages.ts'

test('quality: ROC-AUC on sites, books and mails that were not trained on', async context => {
  if (!records('books-en/shard-003.jsonl.gz')) return context.skip('there is no folder that INSTAR_DATA names')
  if (!debianFolder('usr/share/libreoffice/help/zh-CN')) return context.skip('the Debian packages are not at hand')
  const [en, zh] = [await qualityParts('en'), await qualityParts('zh')]
  const weights = await train([...en.train, ...zh.train])
  expect(auc(measure(weights, en.test)).rocAuc).toBeGreaterThan(0.95)
  expect(auc(measure(weights, zh.test)).rocAuc).toBeGreaterThan(0.95)
}, 300_000)
