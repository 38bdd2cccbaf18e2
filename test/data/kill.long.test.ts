import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { random } from '../../src/random/index.ts'
import { fingerprint, startCleaning, workDone, writeCorpus } from './cleaning.ts'

const kills = 30

let folder: string
let source: string
let whole: string
/** Milliseconds that an unbroken cleaning takes here. */
let duration: number
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-clean-kills-'))
  source = join(folder, 'in')
  whole = join(folder, 'whole')
  await writeCorpus(source, { files: 6, texts: 400 })
  const started = performance.now()
  expect(await startCleaning(source, whole, ['--threads', '2']).ended).toMatchObject({ code: 0 })
  duration = performance.now() - started
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test(`threads: killed at ${kills} random moments, a cleaning ends in the same bytes`, async () => {
  const { next } = random('test', 'cleaning', 'kills')
  let killed = 0
  let inside = 0 // with a unit begun and not done
  for (let run = 0; killed < kills; run++) {
    const out = join(folder, `threads-${run}`)
    for (;;) {
      const cleaning = startCleaning(source, out, ['--threads', '2'])
      await Promise.race([wait(duration * (0.2 + 0.6 * next())), cleaning.ended])
      cleaning.child.kill('SIGKILL')
      if ((await cleaning.ended).signal !== 'SIGKILL') break
      killed++
      if ((await workDone(out)).begun > 0) inside++
    }
    expect(await fingerprint(out)).toEqual(await fingerprint(whole))
  }
  expect(inside).toBeGreaterThan(5)
})

test(`ranks: with ${kills} of them killed at random moments, those that are left end in the same bytes`, async () => {
  const draws = random('test', 'cleaning', 'ranks')
  const start = (out: string, rank: number) =>
    startCleaning(source, out, ['--threads', '1'], {
      OMPI_COMM_WORLD_RANK: String(rank),
      OMPI_COMM_WORLD_SIZE: '2',
    })
  let killed = 0
  let alone = 0 // times that the other rank had to end the work by itself
  for (let run = 0; killed < kills; run++) {
    const out = join(folder, `ranks-${run}`)
    for (let isDone = false; !isDone; ) {
      const ranks = [0, 1].map(rank => start(out, rank))
      const both = draws.integer(2) === 0
      const victims = both ? ranks : [draws.pick(ranks)]
      const ends = Promise.all(ranks.map(({ ended }) => ended))
      await Promise.race([wait(duration * (0.2 + 0.8 * draws.next())), ends])
      for (const { child } of victims) child.kill('SIGKILL')
      const all = await ends
      const dead = all.filter(({ signal }) => signal === 'SIGKILL').length
      killed += dead
      for (const { code, signal, said } of all) if (signal === null) expect(code, said).toBe(0)
      isDone = dead < 2
      if (dead === 1) alone++
    }
    expect(await fingerprint(out)).toEqual(await fingerprint(whole))
  }
  expect(alone).toBeGreaterThan(5)
})
