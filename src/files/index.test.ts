import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { InstarError } from '../errors/index.ts'
import { removeUnfinished, writeError, writeWhole } from './index.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-files-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('writes text, bytes and parts, into folders that are not there yet, over what was there', async () => {
  const path = join(folder, 'a', 'b', 'file')
  await writeWhole(path, 'first, and longer')
  await writeWhole(path, Uint8Array.of(104, 105))
  expect(await readFile(path, 'utf8')).toBe('hi')
  await writeWhole(path, [Buffer.from('蝶'), Buffer.from('!')])
  expect(await readFile(path, 'utf8')).toBe('蝶!')
  expect(await readdir(join(folder, 'a', 'b'))).toEqual(['file'])
})

test('a failure is a sentence with the path, and leaves what was there and nothing else', async () => {
  await mkdir(join(folder, 'taken'))
  await writeFile(join(folder, 'taken', 'inside'), 'kept')
  const failed = writeWhole(join(folder, 'taken'), 'new')
  await expect(failed).rejects.toBeInstanceOf(InstarError)
  await expect(failed).rejects.toThrow(/^Could not write .*taken: /)
  expect((await readdir(folder, { recursive: true })).sort()).toEqual(['taken', join('taken', 'inside')])
})

test.each([
  ['ENOSPC', 'Could not write x: the disk is full. Free some space and run the same command again'],
  ['EDQUOT', 'Could not write x: the disk is full. Free some space and run the same command again'],
  ['EROFS', 'Could not write x: permission denied'],
  ['EACCES', 'Could not write x: permission denied'],
  ['EIO', 'Could not write x: EIO: it went wrong'],
])('%s is said in words', (code, message) => {
  const cause = Object.assign(new Error(`${code}: it went wrong`), { code })
  expect(writeError('x', cause)).toMatchObject({ message, cause })
})

test('removes what killed processes left, anywhere below, and nothing else', async () => {
  await mkdir(join(folder, 'deep'))
  for (const name of ['.0123456789ab.instar-tmp', 'deep/.ba9876543210.instar-tmp', 'deep/kept', '.hidden'])
    await writeFile(join(folder, name), '')
  await removeUnfinished(folder)
  expect((await readdir(folder, { recursive: true })).sort()).toEqual(['.hidden', 'deep', join('deep', 'kept')])
})
