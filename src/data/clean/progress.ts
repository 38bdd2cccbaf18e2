import type { Phase } from './phases.ts'

/** Documents that have passed. */
export interface DocumentCounts {
  readonly documents: number
  readonly textBytes: number
  readonly kept: number
}

/** How far the cleaning is. */
export interface CleaningProgress extends DocumentCounts {
  readonly kind: Phase['kind']
  /** Phases in all, and which of them this is, from 1. */
  readonly phases: number
  readonly phase: number
  /** Share of the phase that is done, by everybody who takes part. */
  readonly share: number
  /** What is left of the phase, in seconds; undefined while nothing can be said. */
  readonly secondsLeft?: number
}

/** Works out shares and times of one phase. */
export interface PhaseProgress {
  /** A unit is done, here or elsewhere. */
  done(units: number): void
  passed(counts: DocumentCounts): void
  now(): CleaningProgress
}

/**
 * @param weights  of the phase's units: bytes of input, or 1 each
 * @param done  units that were done before
 */
export function phaseProgress(
  place: Pick<CleaningProgress, 'kind' | 'phases' | 'phase'>,
  weights: readonly number[],
  done: number,
): PhaseProgress {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const started = performance.now()
  const before = (total * done) / Math.max(1, weights.length)
  let finished = before
  let running = 0
  const counts = { documents: 0, textBytes: 0, kept: 0 }
  return {
    done: units => {
      const next = (total * units) / Math.max(1, weights.length)
      running = Math.max(0, running - (next - finished))
      finished = next
    },
    passed: ({ documents, textBytes, kept }) => {
      counts.documents += documents
      counts.textBytes += textBytes
      counts.kept += kept
      if (place.kind === 'clean') running += textBytes
    },
    now: () => {
      const reached = Math.min(total, finished + (place.phase === 1 ? running : 0))
      const share = total === 0 ? 1 : reached / total
      const seconds = (performance.now() - started) / 1000
      const rate = (reached - before) / seconds
      return {
        ...place,
        ...counts,
        share,
        ...(rate > 0 && seconds > 2 ? { secondsLeft: (total - reached) / rate } : {}),
      }
    },
  }
}
