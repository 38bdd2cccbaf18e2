import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRun } from '../../src/runs/index.ts'
import { fingerprint, type Moment, raiseUntil, startRaising } from './raised.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-kill-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('killed three times and started again, a run ends in the same bits', async () => {
  const whole = join(folder, 'whole')
  expect(await startRaising(whole).ended).toMatchObject({ code: 0 })

  const killed = join(folder, 'killed')
  const moments: Moment[] = [
    { stage: 'tokenizer', after: 0 },
    { stage: 'base', after: { checkpoint: 3, milliseconds: 0 } },
    { stage: 'sft', after: { checkpoint: 3, milliseconds: 0 } },
  ]
  for (const moment of moments) expect(await raiseUntil(killed, moment)).toMatchObject({ signal: 'SIGKILL' })
  const last = await startRaising(killed).ended
  expect(last).toMatchObject({ code: 0 })
  expect(last.said).toContain('base: done already')
  expect(await fingerprint(killed)).toEqual(await fingerprint(whole))
})

test('interrupted twice it is gone at once; interrupted once it saves, ends with 130, and has lost nothing', async () => {
  const run = join(folder, 'interrupted')
  // A step and its checkpoint take longer than the pause between the two signals.
  const model = ['base.model.width=512', 'base.model.layers=4', 'base.batchSize=48']
  const sets = [...model, 'base.steps=4', 'base.checkpointEvery=1']
  const hard = startRaising(run, sets)
  await hard.saying(/^base: /m)
  await checkpointOf(run)
  await wait(200) // right after a checkpoint it would end without another step
  hard.child.kill('SIGINT')
  await hard.saying(/Ctrl-C again/)
  await wait(350) // less would be the same press of the key
  hard.child.kill('SIGINT')
  expect(await hard.ended).toMatchObject({ code: null, signal: 'SIGKILL' })

  const soft = startRaising(run, sets)
  await soft.saying(/goes on from step/)
  soft.child.kill('SIGINT')
  const { code, said } = await soft.ended
  expect(code).toBe(130)
  const step = Number(/goes on from step (\d)/.exec(said)![1])
  using reader = await openRun(run)
  expect(reader.stage('base').status).toBe('running')
  expect(reader.metrics('base', 'loss').map(metric => metric.step)).toEqual([1, 2, 3, 4].slice(0, step + 1))
  expect(await readdir(join(run, 'checkpoints'))).toContain(`base-0000000${step + 1}.safetensors`)
})

/** Waits for the first checkpoint of a run. */
async function checkpointOf(run: string): Promise<void> {
  for (;;) {
    const names = await readdir(join(run, 'checkpoints')).catch(() => [])
    if (names.some(name => name.endsWith('.safetensors'))) return
    await wait(20)
  }
}
