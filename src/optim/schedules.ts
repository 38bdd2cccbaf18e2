import { msg, usageError } from '../errors/index.ts'

/** The factor of all learning rates at a step, from 0; a pure function. */
export type Schedule = (step: number) => number

export interface ScheduleOptions {
  /** All steps of the run. */
  readonly steps: number
  /** Steps in which the rate rises from 0 in a straight line (default 0). */
  readonly warmupSteps?: number
  /** What is left when all steps are done (default 0). */
  readonly finalFactor?: number
}

/** Warm-up, then the full rate always. */
export function constant(options: Pick<ScheduleOptions, 'warmupSteps'> = {}): Schedule {
  const { warmupSteps = 0 } = options
  return step => (step < warmupSteps ? (step + 1) / warmupSteps : 1)
}

/** Warm-up, then a straight line down to `finalFactor`. */
export function linear(options: ScheduleOptions): Schedule {
  return decaying(options, progress => 1 - progress)
}

/** Warm-up, then half a cosine down to `finalFactor` (Loshchilov and Hutter 2017, "SGDR", without restarts). */
export function cosine(options: ScheduleOptions): Schedule {
  return decaying(options, progress => (1 + Math.cos(Math.PI * progress)) / 2)
}

/**
 * Warm-up, the full rate, and a straight line down over the last `decaySteps` (Hu et al. 2024, "MiniCPM", section 4):
 * where to stop may be decided late.
 */
export function warmupStableDecay(options: ScheduleOptions & { readonly decaySteps: number }): Schedule {
  const { steps, decaySteps, warmupSteps = 0, finalFactor = 0 } = options
  const start = steps - decaySteps
  if (!(decaySteps >= 0) || start < warmupSteps)
    throw usageError(
      msg`Expected warmupSteps + decaySteps of at most ${steps} steps, but found ${warmupSteps} + ${decaySteps}`,
    )
  return step => {
    if (step < warmupSteps) return (step + 1) / warmupSteps
    if (step < start || decaySteps === 0) return 1
    return 1 - (1 - finalFactor) * Math.min(1, (step - start) / decaySteps)
  }
}

function decaying(options: ScheduleOptions, shape: (progress: number) => number): Schedule {
  const { steps, warmupSteps = 0, finalFactor = 0 } = options
  if (!(warmupSteps >= 0) || warmupSteps > steps)
    throw usageError(msg`Expected warmupSteps of at most ${steps} steps, but found ${warmupSteps}`)
  return step => {
    if (step < warmupSteps) return (step + 1) / warmupSteps
    const progress = Math.min(1, (step - warmupSteps) / Math.max(1, steps - warmupSteps))
    return finalFactor + (1 - finalFactor) * shape(progress)
  }
}
