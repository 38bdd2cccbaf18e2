/** A thread that cleans: does one unit after another. */
import { parentPort, workerData } from 'node:worker_threads'
import { InstarError } from '../../errors/index.ts'
import { findClusters } from './clusters.ts'
import { finish } from './finish.ts'
import { findMatches } from './matches.ts'
import type { ThreadData, ThreadMessage, UnitRequest } from './messages.ts'
import { partName } from './phases.ts'
import { type OpenRound, openRound } from './round.ts'

const { plan, work, folder } = workerData as ThreadData
const port = parentPort!
const post = (message: ThreadMessage) => port.postMessage(message)

const reportInterval = 200
let passed = { documents: 0, textBytes: 0, kept: 0 }
let reportedAt = performance.now()
const report = () => {
  post({ type: 'progress', ...passed })
  passed = { documents: 0, textBytes: 0, kept: 0 }
  reportedAt = performance.now()
}

let open: { readonly round: number; readonly units: OpenRound } | undefined

async function carryOut({ phase, unit }: UnitRequest): Promise<void> {
  const { kind, round } = phase
  if (kind === 'match') return findMatches(plan, work, round, unit)
  if (kind === 'cluster') return findClusters(plan, work, round)
  if (kind === 'finish') return finish(plan, work, folder)
  if (open?.round !== round)
    open = {
      round,
      units: openRound(plan, work, round, ({ textBytes, kept }) => {
        passed.documents++
        passed.textBytes += textBytes
        if (kept) passed.kept++
        if (performance.now() - reportedAt > reportInterval) report()
      }),
    }
  if (round > 0) await open.units.piece(unit)
  else
    await open.units.part(
      plan.parts.findIndex((_, part) => partName(part) === unit),
      unit,
    )
}

port.on('message', async (request: UnitRequest) => {
  try {
    await carryOut(request)
    report()
    post({ type: 'done' })
  } catch (error) {
    const { message, stack, code } = error as NodeJS.ErrnoException
    post({ type: 'failed', message, stack, code, kind: error instanceof InstarError ? error.kind : undefined })
  }
})
