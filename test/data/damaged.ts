/** What the suites about damage share: the same good documents, alone and among files of every damaged kind. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { readDocuments } from '../../src/data/index.ts'
import { startCleaning, writeCorpus } from './cleaning.ts'

/** Cleans a folder of good documents and these files. Expects every good document kept; gives what was counted. */
export async function cleanAmong(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Readonly<Record<string, number>>> {
  const [good, mixed] = ['good', 'mixed'].map(name => join(folder, name)) as [string, string]
  await mkdir(mixed, { recursive: true })
  for (const source of [good, mixed]) await writeCorpus(source, { files: 1, texts: 60 })
  for (const [name, content] of Object.entries(files)) await writeFile(join(mixed, name), content)
  const kept: string[][] = []
  const skipped: Record<string, number>[] = []
  for (const source of [good, mixed]) {
    const out = `${source}-clean`
    expect(await startCleaning(source, out, ['--threads', '2']).ended).toMatchObject({ code: 0 })
    const documents = await Promise.all(
      (['train', 'validation'] as const).map(split => Array.fromAsync(readDocuments(out, split), ({ text }) => text)),
    )
    kept.push(documents.flat().sort())
    skipped.push(JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8')).skipped)
  }
  expect(kept[0]!.length).toBeGreaterThan(10)
  expect(skipped[0]).toEqual({})
  expect(kept[1]).toEqual(kept[0])
  return skipped[1]!
}
