import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fingerprint, startCleaning, workDone, writeCorpus } from './cleaning.ts'

let folder: string
let source: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-clean-kill-'))
  source = join(folder, 'in')
  await writeCorpus(source, { files: 4, texts: 100 })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('killed three times and started again, by two ranks the last time, a cleaning ends in the same bytes', async () => {
  const whole = join(folder, 'whole')
  expect(await startCleaning(source, whole, ['--threads', '2']).ended).toMatchObject({ code: 0 })
  const manifest = JSON.parse(await readFile(join(whole, 'manifest.json'), 'utf8'))
  for (const { name, rejected, changed } of manifest.filters)
    if (/duplicate/.test(name)) expect(rejected + changed, name).toBeGreaterThan(5)

  const killed = join(folder, 'killed')
  for (const moment of [3, 12, 20]) {
    const cleaning = startCleaning(source, killed, ['--threads', '1'])
    while ((await workDone(killed)).done < moment && cleaning.child.exitCode === null) await wait(5)
    cleaning.child.kill('SIGKILL')
    expect(await cleaning.ended).toMatchObject({ signal: 'SIGKILL' })
  }
  expect((await workDone(killed)).done).toBeGreaterThanOrEqual(20)
  const ranks = ['0', '1'].map(rank =>
    startCleaning(source, killed, ['--threads', '1'], { OMPI_COMM_WORLD_RANK: rank, OMPI_COMM_WORLD_SIZE: '2' }),
  )
  for (const { ended } of ranks) expect(await ended).toMatchObject({ code: 0 })
  expect(await fingerprint(killed)).toEqual(await fingerprint(whole))
}, 300_000) // seven processes, one after another: a busy machine takes its time
