import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { InstarError } from '../errors/index.ts'
import { latestCheckpoint, removeCheckpoints, saveCheckpoint } from './checkpoint.ts'

let parent: string
let folder: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'instar-checkpoint-'))
  folder = join(parent, 'checkpoints')
})
afterEach(() => rm(parent, { recursive: true }))

const state = (value: number) => ({ weight: { shape: [2], data: Float32Array.of(value, -value) } })
const save = (stage: string, step: number) =>
  saveCheckpoint(folder, stage, { step, state: state(step), notes: { threads: '2' } })
const names = async () => (await readdir(folder)).sort()

describe('checkpoints', () => {
  test('the newest comes back as it was written', async () => {
    expect(await latestCheckpoint(folder, 'base')).toBeUndefined()
    await save('base', 9)
    await save('base', 10)
    expect(await latestCheckpoint(folder, 'base')).toEqual({ step: 10, state: state(10), notes: { threads: '2' } })
  })

  test('two of a stage are kept, those of other stages are left alone', async () => {
    for (const step of [1, 2, 3, 100_000_000]) await save('base', step)
    await save('base-2', 7)
    expect(await names()).toEqual([
      'base-00000003.safetensors',
      'base-100000000.safetensors',
      'base-2-00000007.safetensors',
    ])
    expect((await latestCheckpoint(folder, 'base'))?.step).toBe(100_000_000)
    await removeCheckpoints(folder, 'base')
    expect(await names()).toEqual(['base-2-00000007.safetensors'])
    await removeCheckpoints(join(parent, 'none'), 'base')
  })

  test.each([
    ['cut short', (file: string) => truncate(file, 100)],
    ['empty', (file: string) => truncate(file, 0)],
    [
      'changed in one bit',
      async (file: string) => {
        const bytes = await readFile(file)
        bytes[bytes.length - 1]! ^= 1
        await writeFile(file, bytes)
      },
    ],
  ])('one that is %s is named, with what deleting it would mean; nothing is changed', async (_, damage) => {
    await save('base', 5)
    await save('base', 6)
    const newest = join(folder, 'base-00000006.safetensors')
    await damage(newest)
    const before = await readFile(newest)
    const reading = latestCheckpoint(folder, 'base')
    await expect(reading).rejects.toThrow(newest)
    await expect(reading).rejects.toThrow('delete this file to go on from step 5 (base-00000005.safetensors)')
    expect(await names()).toEqual(['base-00000005.safetensors', 'base-00000006.safetensors'])
    expect(await readFile(newest)).toEqual(before)

    await rm(newest)
    expect((await latestCheckpoint(folder, 'base'))?.step).toBe(5)
    await truncate(join(folder, 'base-00000005.safetensors'), 100)
    await expect(latestCheckpoint(folder, 'base')).rejects.toThrow('delete this file to begin base anew')
  })

  test('one that cannot be read at all is named; it is not called damaged', async () => {
    await save('base', 5)
    const newest = join(folder, 'base-00000006.safetensors')
    await mkdir(newest)
    const reading = latestCheckpoint(folder, 'base')
    await expect(reading).rejects.toBeInstanceOf(InstarError)
    await expect(reading).rejects.toThrow(`Could not read ${newest}: EISDIR`)
  })
})
