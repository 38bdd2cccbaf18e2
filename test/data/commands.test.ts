import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { instar } from '../cli/instar.ts'
import { writeCorpus } from './cleaning.ts'

let folder: string
let source: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-data-commands-'))
  source = join(folder, 'in')
  await writeCorpus(source, { files: 2, texts: 30 })
})
afterAll(() => rm(folder, { recursive: true }))

const data = (...args: readonly string[]) => instar(['data', ...args])

describe('instar data', () => {
  test('dedup removes what repeats and nothing else, and says so', async () => {
    const out = join(folder, 'unique')
    const {
      code,
      out: json,
      err,
    } = await data('dedup', source, '--out', out, '--lines', '--threads', '1', '--json', '--quiet')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const { seen, filters, train, validation } = JSON.parse(json)
    expect(filters.map(({ name }: { name: string }) => name)).toEqual([
      'duplicates',
      'duplicate-lines',
      'near-duplicates',
    ])
    const rejected = filters.reduce((sum: number, filter: { rejected: number }) => sum + filter.rejected, 0)
    expect([seen, train.documents, validation.documents]).toEqual([60, 60 - rejected, 0])
    expect(rejected).toBeGreaterThan(5)

    const again = await data('dedup', source, '--out', out, '--lines')
    expect(again.code).toBe(0)
    expect(again.out).toMatch(/duplicate-lines .*\n.*near-duplicates .*\n\d+ of 60 documents kept/)
    expect(await data('dedup', source, '--out', out)).toMatchObject({ code: 2, out: '' })
  })

  test('inspect writes a page, or the facts as JSON', async () => {
    const out = join(folder, 'unique')
    const { code, out: path } = await data('inspect', out)
    expect(code).toBe(0)
    expect(path.trim()).toBe(join(out, 'inspection.html'))
    expect(await readFile(path.trim(), 'utf8')).toMatch(/^<!doctype html>/)
    const facts = JSON.parse((await data('inspect', out, '--json')).out)
    expect(facts.collected.documents).toBe(60)
    expect(await data('inspect', source)).toMatchObject({ code: 1, err: expect.stringMatching(/manifest/) })
  })

  test.each([
    ['sources without documents', ['clean', '/nowhere', '--out', 'x'], 1, /Source \/nowhere: no readable file/],
    ['a recipe without documents', ['clean', 'tutor', '--stage', 'base', '--out', 'x'], 2, /documents/],
    ['a task that is none', ['clean', '.', '--out', 'x', '--task', '3/2'], 2, /i\/N/],
    ['a filter that is none', ['clean', '.', '--out', 'x', '--set', 'data.filters=[gofer]'], 2, /did you mean gopher/],
    ['no folder', ['dedup', '.'], 2, /--out/],
  ])('%s', async (_, args, code, message) => {
    expect(await data(...args)).toMatchObject({ code, err: expect.stringMatching(message) })
  })
})
