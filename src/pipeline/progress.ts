import type { StageKind } from '../runs/index.ts'
import type { TrainingEvent } from '../train/index.ts'
import type { EnvironmentChange } from './environment.ts'

/** What a terminal view, a web page or a test may want to know while a recipe runs. Nothing here is printed. */
export type RunProgress =
  | { readonly type: 'stage'; readonly stage: string; readonly kind: StageKind; readonly status: 'begin' }
  /** Training goes on from a checkpoint. */
  | {
      readonly type: 'resumed'
      readonly stage: string
      /** Steps that were done before. */
      readonly step: number
      readonly steps: number
      /** What is not as it was when the checkpoint was written: with any, the weights may differ in their last bits. */
      readonly changes: readonly EnvironmentChange[]
    }
  | {
      readonly type: 'stage'
      readonly stage: string
      readonly kind: StageKind
      /** `already`: done by an earlier call. */
      readonly status: 'done' | 'already'
      readonly seconds: number
      readonly summary: Readonly<Record<string, unknown>>
    }
  /** Counted work other than training. `total` is absent while it is not known. */
  | {
      readonly type: 'work'
      readonly stage: string
      /** What is being done: `collect`, `clean`, `pack`, `merge`, `ask`, … */
      readonly activity: string
      readonly done: number
      readonly total?: number
    }
  | {
      readonly type: 'training'
      readonly stage: string
      readonly steps: number
      /** Positions per second, over the last few seconds. */
      readonly tokensPerSecond: number
      readonly secondsLeft: number
      readonly event: TrainingEvent
    }
