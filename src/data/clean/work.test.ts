import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { doneUnits, openClaims, publish, record } from './work.ts'

let work: string
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'instar-work-'))
})
afterEach(() => rm(work, { recursive: true }))

describe('publish', () => {
  test('a unit is there when it is whole, and is made once', async () => {
    let made = 0
    const make = async (folder: string) => {
      expect(await doneUnits(work, '0-clean')).toEqual(new Set())
      await writeFile(join(folder, 'a.txt'), 'a')
      return { made: ++made }
    }
    expect(await publish(work, '0-clean/7', make)).toEqual({ made: 1 })
    expect(await publish(work, '0-clean/7', make)).toEqual({ made: 1 })
    expect(await record(work, '0-clean/7')).toEqual({ made: 1 })
    expect(await doneUnits(work, '0-clean')).toEqual(new Set(['7']))
    expect((await readdir(join(work, '0-clean', '7'))).sort()).toEqual(['a.txt', 'done.json'])
  })

  test('of two who do the same the first counts; one who fails leaves nothing', async () => {
    const both = ['x', 'y'].map(name =>
      publish(work, 'p/1', async folder => {
        await writeFile(join(folder, 'same.txt'), 'same')
        return name
      }),
    )
    expect((await Promise.all(both)).sort()).toEqual(['x', 'y'])
    await expect(publish(work, 'p/2', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await readdir(join(work, 'p'))).toEqual(['1'])
  })
})

describe('claims', () => {
  const dead = spawnSync(process.execPath, ['--version']).pid

  test('one unit, one holder, until it lets go', async () => {
    const [first, second] = [await openClaims(work), await openClaims(work)]
    expect(await first.claim('p/1')).toBe(true)
    expect(await first.claim('p/1')).toBe(true)
    expect(await second.claim('p/2')).toBe(true)
    await first.release('p/1')
    expect(await second.claim('p/1')).toBe(true)
    for (const claims of [first, second]) await claims.close()
  })

  const leave = async (holder: object, seconds: number) => {
    for (const [file, text] of [
      ['claims/p_1', 'other'],
      ['living/other', JSON.stringify(holder)],
    ] as const) {
      await writeFile(join(work, file), text)
      await utimes(join(work, file), Date.now() / 1000 - seconds, Date.now() / 1000 - seconds)
    }
  }
  test.each([
    ['another process of this machine', { host: hostname(), process: process.ppid }, 0, false],
    ['a process of this machine that has ended', { host: hostname(), process: dead }, 0, true],
    ['a process of another machine', { host: 'another', process: 1 }, 0, false],
    ['a process of another machine that was not heard of for a minute', { host: 'another', process: 1 }, 60, true],
  ])('held by %s', async (_, holder, seconds, free) => {
    const claims = await openClaims(work)
    await leave(holder, seconds)
    expect(await claims.claim('p/1')).toBe(free)
    await claims.close()
  })

  test('a claim that was never written to its end is free after a while', async () => {
    const claims = await openClaims(work)
    await writeFile(join(work, 'claims', 'p_1'), '')
    expect(await claims.claim('p/1')).toBe(false)
    await utimes(join(work, 'claims', 'p_1'), 1, 1)
    expect(await claims.claim('p/1')).toBe(true)
    await claims.close()
  })
})
