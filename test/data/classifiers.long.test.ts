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
  const [english, chinese] = [measure(weights, en.test), measure(weights, zh.test)]
  expect(auc(english).rocAuc).toBeGreaterThan(0.98)
  expect(auc(chinese).rocAuc).toBeGreaterThan(0.95)
  const dropped = (name: string) => {
    const { scores } = [...english, ...chinese].find(part => part.name === name)!
    return scores.filter(score => score < 0.5).length / scores.length
  }
  for (const menus of ['menus of the PostgreSQL manual', 'menus of LibreOffice help', 'menus of cppreference'])
    expect(dropped(menus), menus).toBeGreaterThan(0.9)
  for (const text of ['PostgreSQL manual', 'LibreOffice help', 'LibreOffice help (zh)', 'other letters'])
    expect(dropped(text), text).toBeLessThan(0.1)
}, 300_000)
