import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDocuments } from '../../src/data/index.ts'
import { pageFiles } from './guide-pages.ts'
import { read, snippets } from './markdown.ts'
import { runScripts } from './run-scripts.ts'

/** The commands of the guide to cleaning, carried out on a folder as it describes it. */

const guide = 'docs/clean.md'
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-guide-'))
  const recipe = snippets(guide).find(({ language }) => language === 'yaml')!.code
  for (const [name, content] of Object.entries({ ...pageFiles, 'recipe.yaml': recipe })) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

// The Chinese page has the same commands: translations.test.ts sees to it.
describe(guide, () => {
  it('its commands run, and do what the guide says in both languages', async () => {
    const results = await runScripts(guide, folder)
    expect(results).toHaveLength(2)
    const [usual = '', own = ''] = results
    const table = usual.slice(0, usual.indexOf('\nWhat was thrown out'))
    for (const page of [guide, 'docs/clean.zh-CN.md']) expect(read(page)).toContain(table)
    expect(await readFile(join(folder, 'clean/inspection.html'), 'utf8')).toMatch(/^<!doctype html>/)
    expect(own).toMatch(/pii +5 +0 +1/)
    expect(own).toMatch(/^\{"name":"own"/m)
    const texts = await Array.fromAsync(readDocuments(join(folder, 'own'), 'train'), ({ text }) => text)
    expect(texts.filter(text => text.includes('<EMAIL>'))).toHaveLength(1)
    expect(await readFile(join(folder, 'unique/manifest.json'), 'utf8')).toContain('duplicate-lines')
  })
})
