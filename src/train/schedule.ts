import { constant, cosine, linear, type Schedule, warmupStableDecay } from '../optim/index.ts'
import { plannedWarmup, type StageOf } from '../runs/index.ts'

type TrainingStage = StageOf<'pretrain' | 'sft'>

/** The schedule that a training stage of a recipe asks for, over `steps` steps. */
export function scheduleOf(stage: TrainingStage, steps: number): Schedule {
  const warmupSteps = plannedWarmup(stage, steps)
  const schedules: { readonly [S in TrainingStage['schedule']]: () => Schedule } = {
    constant,
    linear: () => linear({ steps, warmupSteps }),
    cosine: () => cosine({ steps, warmupSteps }),
    warmupStableDecay: () =>
      warmupStableDecay({
        steps,
        warmupSteps,
        decaySteps: Math.min(steps - warmupSteps, Math.round(steps * stage.decayFraction)),
      }),
  }
  return schedules[stage.schedule]()
}
