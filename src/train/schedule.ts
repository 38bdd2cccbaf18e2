import { constant, cosine, linear, type Schedule, warmupStableDecay } from '../optim/index.ts'
import { plannedWarmup, type StageOf } from '../runs/index.ts'

type TrainingStage = StageOf<'pretrain' | 'sft'>

/** The schedule that a training stage of a recipe asks for, over `steps` steps. */
export function scheduleOf(stage: TrainingStage, steps: number): Schedule {
  const options = { steps, warmupSteps: plannedWarmup(stage, steps), finalFactor: stage.finalFraction }
  const schedules: { readonly [S in TrainingStage['schedule']]: () => Schedule } = {
    constant: () => constant(options),
    linear: () => linear(options),
    cosine: () => cosine(options),
    warmupStableDecay: () =>
      warmupStableDecay({
        ...options,
        decaySteps: Math.min(steps - options.warmupSteps, Math.round(steps * stage.decayFraction)),
      }),
  }
  return schedules[stage.schedule]()
}
