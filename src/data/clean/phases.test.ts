import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Document } from '../document.ts'
import { createKeyTable, readKeys } from './keys.ts'
import { buckets, matchUnits, phasesOf } from './phases.ts'
import type { CollectiveSettings, Plan } from './plan.ts'

let work: string
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'instar-phases-'))
})
afterEach(() => rm(work, { recursive: true }))

const near = { kind: 'near-duplicates', bands: 14, rows: 8, words: 5, characters: 8 } as const
const planOf = (after: CollectiveSettings): Plan => ({
  settings: {} as Plan['settings'],
  parts: [{ inputs: [], bytes: 0 }],
  rounds: [
    { filters: [], after },
    { before: after, filters: [] },
  ],
  fingerprint: '',
})

/** As after a first round with one piece. */
async function afterFirstRound(keys: number): Promise<void> {
  const records = { '00000': { pieces: 1 }, '00000-0000': { seen: keys, seenBytes: 0, kept: keys, keys } }
  for (const [name, record] of Object.entries(records)) {
    await mkdir(join(work, '0-clean', name), { recursive: true })
    await writeFile(join(work, '0-clean', name, 'done.json'), JSON.stringify(record))
  }
}

describe('matchUnits', () => {
  test.each([
    [0, 1, 14],
    [1000, 1, 14],
    [700_000, 7, 2],
    [2_000_000, 14, 1],
    [3_000_000, 28, 1],
    [50_000_000, 14 * 32, 1],
    [10_000_000_000, 14 * 256, 1],
  ])('%d keys: %d units of %d bands, that cover every bucket of every band once', async (keys, count, bands) => {
    await afterFirstRound(keys)
    const units = await matchUnits(planOf(near), work, 0)
    expect(units).toHaveLength(count)
    expect(new Set(units.map(({ name }) => name)).size).toBe(count)
    expect(units[0]!.bands).toHaveLength(bands)
    const covered = units.flatMap(({ bands, from, to }) =>
      bands.flatMap(band => Array.from({ length: to - from }, (_, i) => band * buckets + from + i)),
    )
    expect(covered.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 14 * buckets }, (_, i) => i))
  })

  test('lines are compared in one band, and need no groups', async () => {
    const lines = { kind: 'duplicate-lines', minimumWords: 10 } as const
    await afterFirstRound(5)
    expect(await matchUnits(planOf(lines), work, 0)).toEqual([{ name: '0-0', bands: [0], from: 0, to: 256 }])
    expect(phasesOf(planOf(lines)).map(({ name }) => name)).toEqual(['0-clean', '0-match', '1-clean', '1-finish'])
    expect(phasesOf(planOf(near)).map(({ kind }) => kind)).toEqual(['clean', 'match', 'cluster', 'clean', 'finish'])
  })
})

test('keys of a table are read bucket by bucket, all of them and each in its own', async () => {
  const table = createKeyTable(near)
  const documents = Array.from(
    { length: 300 },
    (_, i): Document => ({ id: `${i}`, text: `text number ${i}`, source: '' }),
  )
  for (const [index, document] of documents.entries()) table.add(document, index)
  expect(table.fullest()).toBe(300)
  const path = join(work, 'keys.bin')
  await writeFile(path, table.bytes())
  for (const band of [0, 13]) {
    const seen: number[] = []
    for (let bucket = 0; bucket < buckets; bucket += 64) {
      const keys = await readKeys(path, band, bucket, bucket + 64)
      for (let i = 0; i < keys.length; i += 3) {
        expect(Math.floor((keys[i]! >>> 24) / 64)).toBe(bucket / 64)
        seen.push(keys[i + 2]!)
      }
    }
    expect(seen.toSorted((a, b) => a - b)).toEqual(documents.map((_, i) => i))
  }
  await writeFile(path, table.bytes().subarray(0, 40_000))
  await expect(readKeys(path, 13, 0, 256)).rejects.toThrow(/Expected \d+ bytes in .*keys\.bin: it is cut off/)
})
