import { findClusters } from './clusters.ts'
import { finish } from './finish.ts'
import { findMatches } from './matches.ts'
import type { UnitRequest, WorkPlace } from './messages.ts'
import { partName } from './phases.ts'
import type { DocumentCounts } from './progress.ts'
import { type OpenRound, openRound } from './round.ts'

const reportInterval = 200

/** Does units, one at a time; what they have in common is opened once. */
export function unitWorker(
  { plan, work, folder }: WorkPlace,
  onProgress: (counts: DocumentCounts) => void,
): (request: UnitRequest) => Promise<void> {
  let passed = { documents: 0, textBytes: 0, kept: 0 }
  let reportedAt = performance.now()
  const report = () => {
    onProgress(passed)
    passed = { documents: 0, textBytes: 0, kept: 0 }
    reportedAt = performance.now()
  }
  let open: { readonly round: number; readonly units: OpenRound } | undefined
  const openUnits = (round: number): OpenRound => {
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
    return open.units
  }
  return async ({ phase: { kind, round }, unit }) => {
    if (kind === 'match') await findMatches(plan, work, round, unit)
    else if (kind === 'cluster') await findClusters(plan, work, round)
    else if (kind === 'finish') await finish(plan, work, folder)
    else if (round > 0) await openUnits(round).piece(unit)
    else
      await openUnits(round).part(
        plan.parts.findIndex((_, part) => partName(part) === unit),
        unit,
      )
    report()
  }
}
