import { describe, expect, test } from 'vitest'
import { languageOf, messagesIn } from './language.ts'

describe('languageOf', () => {
  test.each([
    [[], {}, 'en'],
    [[], { LANG: 'zh_CN.UTF-8' }, 'zh'],
    [[], { LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
    [[], { LANG: 'en_GB.UTF-8', LC_MESSAGES: 'zh_TW.UTF-8' }, 'zh'],
    [[], { LANG: 'zh_CN.UTF-8', LC_ALL: '' }, 'zh'],
    [[], { LANG: 'fr_FR.UTF-8' }, 'en'],
    [['raise', '--lang', 'zh'], {}, 'zh'],
    [['--lang=en', 'raise'], { LANG: 'zh_CN.UTF-8' }, 'en'],
    [['ask', 'runs/x', '--', '--lang', 'zh'], {}, 'en'],
  ] as const)('%j with %j is %s', (args, env, language) => expect(languageOf(args, env)).toBe(language))
})

/** Every text of a table with its path; functions are called with the name of the path. */
function texts(table: object, path = ''): [path: string, text: string][] {
  return Object.entries(table).flatMap(([key, value]) => {
    const at = `${path}.${key}`
    if (typeof value === 'string') return [[at, value] as [string, string]]
    if (typeof value === 'function') return [[at, String(value(...Array(value.length).fill(77)))] as [string, string]]
    return texts(value, at)
  })
}

test('every Chinese text is Chinese, every English text has none', () => {
  const unchanged = /view\.begin$/
  for (const [path, text] of texts(messagesIn('zh')))
    if (!unchanged.test(path)) expect(`${path} ${text}`).toMatch(/\p{Script=Han}/u)
  for (const [path, text] of texts(messagesIn('en'))) expect(`${path} ${text}`).not.toMatch(/\p{Script=Han}/u)
})
