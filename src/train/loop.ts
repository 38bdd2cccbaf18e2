import type { Batch } from '../data/index.ts'
import { InstarError, msg, type Phrase } from '../errors/index.ts'

/** What happened in a training run, in order. Losses are in nats per token that counts. */
export type TrainingEvent =
  | {
      readonly type: 'step'
      /** Steps done, from 1. */
      readonly step: number
      readonly loss: number
      /** Global norm of the gradient before clipping. */
      readonly gradientNorm: number
      /** Multiplier of the schedule at this step. */
      readonly learningRate: number
      /** Positions of the batch, padding included. */
      readonly tokens: number
      readonly seconds: number
    }
  | { readonly type: 'validation'; readonly step: number; readonly loss: number }
  | { readonly type: 'sample'; readonly step: number; readonly prompt: string; readonly text: string }
  | { readonly type: 'checkpoint'; readonly step: number }

/** What one step computes, of the weights before it. */
export interface StepResult {
  readonly loss: number
  /** Global norm of the gradient before clipping. */
  readonly gradientNorm: number
}

/** Everything the loop needs, as functions of the step, so that a resumed run does the same work again. */
export interface TrainingPlan {
  /** Total optimizer steps. */
  readonly steps: number
  /** Steps already done: those of the checkpoint that the device state came from. */
  readonly firstStep: number
  /** Trains on a batch at a multiplier of all learning rates. */
  readonly take: (step: number, batch: Batch, rate: number) => Promise<StepResult>
  /** Pure function of the step (from 0). */
  readonly batch: (step: number) => Batch
  /** Multiplier of all learning rates at a step (from 0). */
  readonly schedule: (step: number) => number
  /** Mean loss on held-out batches; absent when there are none. */
  readonly validate?: () => Promise<number>
  readonly evaluateEvery: number
  /** Continuations of the recipe's prompts by the model as it is now. */
  readonly sample?: (step: number) => Promise<readonly { prompt: string; text: string }[]>
  readonly sampleEvery: number
  /** Writes a resumable checkpoint after `step` steps; gives the name of a state that is not finite, and then writes none. */
  readonly save: (step: number) => Promise<string | undefined>
  readonly checkpointEvery?: number
  readonly checkpointMinutes: number
  /** Where the step from `step` steps on (from 0) went wrong, in words; leaves the state as it was before that step. */
  readonly diagnose?: (step: number) => Promise<Phrase | undefined>
}

/**
 * Runs the remaining steps. The state of the model lives on the device; the loop only feeds batches and decides when to
 * look, to sample and to save. An aborted signal ends the loop after the running step: it saves, then throws the
 * signal's reason.
 *
 * @throws InstarError when loss, gradient or weights are no longer finite, with the step, the place where that began and
 * the last good checkpoint.
 */
export async function* trainingLoop(plan: TrainingPlan, signal?: AbortSignal): AsyncGenerator<TrainingEvent> {
  let saved = plan.firstStep
  let savedAt = Date.now()
  let next = plan.firstStep < plan.steps ? plan.batch(plan.firstStep) : undefined

  for (let step = plan.firstStep; step < plan.steps; step++) {
    const started = performance.now()
    const batch = next!
    const learningRate = plan.schedule(step)
    const running = plan.take(step, batch, learningRate)
    if (step + 1 < plan.steps) next = plan.batch(step + 1) // while the device works
    const { loss, gradientNorm } = await running
    const done = step + 1
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
      const found = Number.isFinite(loss)
        ? msg`Expected a finite gradient norm, found ${gradientNorm} (loss ${loss}) at step ${done}`
        : msg`Expected a finite loss, found ${loss} (gradient norm ${gradientNorm}) at step ${done}`
      const where = await plan.diagnose?.(step)
      throw diverged(where === undefined ? found : msg`${found}. It begins in ${where}`, saved)
    }
    const seconds = (performance.now() - started) / 1000
    yield { type: 'step', step: done, loss, gradientNorm, learningRate, tokens: batch.tokens.length, seconds }

    const last = done === plan.steps
    if (plan.validate && (done % plan.evaluateEvery === 0 || last))
      yield { type: 'validation', step: done, loss: await plan.validate() }
    if (plan.sample && (done % plan.sampleEvery === 0 || last))
      for (const sample of await plan.sample(done)) yield { type: 'sample', step: done, ...sample }

    const due =
      (plan.checkpointEvery !== undefined && done % plan.checkpointEvery === 0) ||
      Date.now() - savedAt >= plan.checkpointMinutes * 60_000
    if (due || last || signal?.aborted) {
      const broken = await plan.save(done)
      if (broken !== undefined) throw diverged(msg`Expected a finite ${broken} after step ${done}, found others`, saved)
      saved = done
      savedAt = Date.now()
      yield { type: 'checkpoint', step: done }
    }
    if (signal?.aborted && !last) throw signal.reason
  }
}

function diverged(found: Phrase, saved: number): InstarError {
  const good =
    saved === 0 ? msg`There is no checkpoint before it` : msg`The last good checkpoint is that of step ${saved}`
  return new InstarError(msg`${found}. ${good}; try a smaller learning rate`)
}
