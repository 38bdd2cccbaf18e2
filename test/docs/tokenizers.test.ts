import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isVocabularyCached, openVocabulary } from '../../src/data/index.ts'
import { root } from './markdown.ts'
import { runScripts } from './run-scripts.ts'

/** The commands of the guide to tokenizers, carried out; where the vocabularies cannot be fetched, what needs none. */

let folder = ''
let offline = false
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-guide-'))
  offline = !(await isVocabularyCached('gpt4')) && (await openVocabulary('gpt4').catch(() => undefined)) === undefined
})
afterAll(() => rm(folder, { recursive: true, force: true }))

// The Chinese page has the same commands: translations.test.ts sees to it.
describe('docs/tokenizers.md', () => {
  it('its commands run, and print what the tables of both languages say', async ({ skip }) => {
    if (offline) skip('the vocabularies cannot be fetched')
    const results = await runScripts('docs/tokenizers.md', folder)
    expect(results).toHaveLength(2)
    const [known = '', own = ''] = results
    expect(known).toMatch(/GPT-2 +19 .*我×2\|刚×2/)
    expect(own).toMatch(/mine +\d+ .*西瓜/)
    expect(await readFile(join(folder, 'tokens.html'), 'utf8')).toContain('刚才谁吃了西瓜籽？')
    const counts = known.slice(0, known.indexOf('for (let')).matchAll(/^ {2}([A-Z]\S+) +(\d+) /gm)
    const costs = known.slice(known.indexOf('What a language costs')).matchAll(/^ {2}([A-Z]\S+) +([\d.]+) +([\d.]+)$/gm)
    const rows = [...counts, ...costs].map(([, ...cells]) => `| ${cells.join(' | ')} |`)
    expect(rows).toHaveLength(12)
    for (const page of ['docs/tokenizers.md', 'docs/tokenizers.zh-CN.md'])
      for (const row of rows) expect(await readFile(join(root, page), 'utf8')).toContain(row)
  })
})
