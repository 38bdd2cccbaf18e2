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

/** Long enough that no attempt reaches the end: each takes the steps of four checkpoints at most, and a moment more. */
const sets = ['base.steps=6000', 'sft.steps=6000', 'base.checkpointEvery=30', 'sft.checkpointEvery=30']

/** So many kills per stage: fifty in trainings, every third of these while a checkpoint is written. */
const kills = { data: 2, conversations: 2, tokenizer: 3, base: 25, sft: 25, report: 3 }
const { integer } = random('test', 'kill', 2)
const moments: Moment[] = Object.entries(kills).flatMap(([stage, count]) =>
  Array.from({ length: count }, (_, index): Moment => {
    if (stage !== 'base' && stage !== 'sft') return { stage, after: integer(60) }
    if (index % 5 === 4) return { stage, after: integer(900) } // perhaps before its first step
    return { stage, after: { checkpoint: 1 + integer(4), milliseconds: index % 3 === 1 ? 0 : integer(60) } }
  }),
)

test('killed at fifty moments of its trainings and some of all other stages, a run ends in the same bits', async () => {
  const whole = join(folder, 'whole')
  expect(await startRaising(whole, sets).ended).toMatchObject({ code: 0 })

  const killed = join(folder, 'killed')
  let unfinished = 0
  let count = 0
  for (const moment of moments) {
    const { signal } = await raiseUntil(killed, moment, sets)
    if (signal === 'SIGKILL' && (moment.stage === 'base' || moment.stage === 'sft')) count += 1
    unfinished += (await unfinishedFiles(killed)).length
  }
  expect(count).toBe(50)
  expect(unfinished).toBeGreaterThan(0) // some fell into the writing of a file
  expect(await startRaising(killed, sets).ended).toMatchObject({ code: 0 })
  expect(await fingerprint(killed)).toEqual(await fingerprint(whole))
})
