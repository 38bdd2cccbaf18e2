import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { collapsed, referenceText } from '../../bench/extract/reference.ts'
import { tokenF1, tokens, wordsOfMarkdown } from '../../bench/extract/score.ts'
import { checkedPages, siteFolder, sites } from '../../bench/extract/sites.ts'
import { extractPage } from '../../src/data/index.ts'

/** Mean token F1 on the checked pages that must not be lost again; what was measured is in LOG.md. */
const floors: Readonly<Record<string, number>> = { python: 0.995, 'debian-handbook': 0.98, sqlite: 0.88 }

describe.each(Object.entries(floors))('main text of %s', (name, floor) => {
  const site = sites.find(site => site.name === name)!
  const folder = siteFolder(site)
  const pages = checkedPages(site)
  const absent = `INSTAR_DEBIAN names no folder with ${site.folder}`

  test.skipIf(!folder)(`on pages checked by hand${folder ? '' : ` (skipped: ${absent})`}`, () => {
    expect(pages).toHaveLength(20)
    let sum = 0
    for (const { page, begins, ends } of pages) {
      const html = readFileSync(join(folder!, page))
      const expected = referenceText(html.toString('utf8'), site)
      expect(collapsed(expected).startsWith(begins), `${page} begins with ${begins}`).toBe(true)
      expect(collapsed(expected).endsWith(ends), `${page} ends with ${ends}`).toBe(true)
      const found = extractPage(html)
      sum += tokenF1('text' in found ? wordsOfMarkdown(found.text) : '', expected).f1
    }
    expect(sum / pages.length).toBeGreaterThan(floor)
  })
})

test('token F1 is the overlap of bags of words, characters where words are not spaced', () => {
  expect(tokens('Don’t 我们 用2个')).toEqual(['don', 't', '我', '们', '用', '2', '个'])
  expect(tokenF1('a b b c', 'b b d')).toMatchObject({ f1: expect.closeTo(4 / 7), precision: 2 / 4, recall: 2 / 3 })
  expect(tokenF1('', '').f1).toBe(1)
  expect(tokenF1('', 'a').f1).toBe(0)
  expect(wordsOfMarkdown('1. see [a](http://b)\n```js\nc\n```')).toBe('see [a]\n```\nc\n```')
})
