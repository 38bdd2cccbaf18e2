import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { random } from '../../src/random/index.ts'
import { fingerprint, type Moment, raiseUntil, startRaising, unfinishedFiles } from './raised.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-kills-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Long enough that kills at random moments fall into it and it is still not done. */
const sets = ['base.steps=900', 'sft.steps=900', 'base.checkpointEvery=30', 'sft.checkpointEvery=30']

/** So many kills per stage; those of a training are at random moments of it, every third in the writing of a checkpoint. */
const kills = { data: 2, conversations: 2, tokenizer: 3, base: 9, sft: 9, report: 3 }
const { integer } = random('test', 'kill', 1)
const moments: Moment[] = Object.entries(kills).flatMap(([stage, count]) =>
  Array.from({ length: count }, (_, index): Moment => {
    const isTraining = stage === 'base' || stage === 'sft'
    if (isTraining && index % 3 === 1) return { stage, after: 'checkpoint' }
    return { stage, after: integer(isTraining ? 900 : 60) }
  }),
)

test('killed at more than twenty moments of all stages, a run ends in the same bits', async () => {
  const whole = join(folder, 'whole')
  expect(await startRaising(whole, sets).ended).toMatchObject({ code: 0 })

  const killed = join(folder, 'killed')
  let unfinished = 0
  let count = 0
  for (const moment of moments) {
    const { signal } = await raiseUntil(killed, moment, sets)
    if (signal === 'SIGKILL') count += 1
    unfinished += (await unfinishedFiles(killed)).length
  }
  expect(count).toBeGreaterThanOrEqual(20)
  expect(unfinished).toBeGreaterThan(0) // some fell into the writing of a file
  expect(await startRaising(killed, sets).ended).toMatchObject({ code: 0 })
  expect(await fingerprint(killed)).toEqual(await fingerprint(whole))
})
