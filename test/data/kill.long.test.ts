import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { random } from '../../src/random/index.ts'
import { fingerprint, startCleaning, workDone, writeCorpus } from './cleaning.ts'

let folder: string
let source: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-clean-kills-'))
  source = join(folder, 'in')
  await writeCorpus(source, { files: 6, texts: 400 })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('killed at 30 random moments, a cleaning ends in the same bytes', async () => {
  const whole = join(folder, 'whole')
  const started = performance.now()
  expect(await startCleaning(source, whole).ended).toMatchObject({ code: 0 })
  const duration = performance.now() - started

  const { next } = random('test', 'cleaning', 'kills')
  let kills = 0
  let inside = 0 // with a unit begun and not done
  for (let run = 0; kills < 30; run++) {
    const killed = join(folder, `killed-${run}`)
    for (;;) {
      const cleaning = startCleaning(source, killed)
      await Promise.race([wait(duration * (0.2 + 0.6 * next())), cleaning.ended])
      cleaning.child.kill('SIGKILL')
      if ((await cleaning.ended).signal !== 'SIGKILL') break
      kills++
      if ((await workDone(killed)).begun > 0) inside++
    }
    expect(await fingerprint(killed)).toEqual(await fingerprint(whole))
  }
  expect(inside).toBeGreaterThan(5)
})
