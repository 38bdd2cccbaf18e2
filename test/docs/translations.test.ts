import { describe, expect, it } from 'vitest'
import { pages, prose, read, snippets } from './markdown.ts'

/** What a page and its translation must have in common. */
const pairs = pages.filter(page => page.endsWith('.zh-CN.md')).map(chinese => chinese.replace('.zh-CN', ''))

const withoutComments = (code: string) => code.replaceAll(/\s*(?:#|\/\/) .*$/gm, '').trim()
const withoutWords = (code: string) => withoutComments(code).replaceAll(/"[^"]*"|'[^']*'/g, '""')
const headings = (page: string) => Array.from(prose(page).matchAll(/^(#+) /gm), ([, level]) => level)

describe.each(pairs)('%s and its Chinese translation', page => {
  const chinese = page.replace('.md', '.zh-CN.md')

  it('have the same sections', () => expect(headings(chinese)).toEqual(headings(page)))

  it('have the same code, apart from comments and quoted words', () => {
    const code = (of: string) => snippets(of).map(snippet => [snippet.language, withoutWords(snippet.code)])
    expect(code(chinese)).toEqual(code(page))
  })

  it('is in Chinese', () => {
    expect(prose(chinese).match(/\p{Script=Han}/gu)?.length).toBeGreaterThan(prose(page).length / 10)
    expect(read(chinese)).not.toMatch(/[\p{Script=Han}],|[\p{Script=Han}]\. /u)
  })
})

it('the pages for everyone are translated', () => {
  expect(pairs).toEqual(expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']))
})
