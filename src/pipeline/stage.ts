import type { Run, StageKind, StageOf } from '../runs/index.ts'
import type { DeviceKind } from '../runtime/index.ts'
import type { RunProgress } from './progress.ts'

/** The kinds of stages that train a model. */
export type TrainingKind = Extract<StageKind, 'pretrain' | 'sft'>

/** What a stage's runner is given. */
export interface StageContext<K extends StageKind> {
  readonly run: Run
  readonly name: string
  readonly stage: StageOf<K>
  /** Folder of the recipe file: relative paths in the recipe start here. */
  readonly recipeFolder: string
  /** Folder of this stage's results inside the run. */
  readonly folder: string
  readonly seed: number
  /** Where models are trained and asked. */
  readonly device: DeviceKind
  readonly signal?: AbortSignal
  readonly report: (progress: RunProgress) => void
  /** Reports counted work of this stage. */
  readonly work: (activity: string, done: number, total?: number) => void
}

/** The context of either kind of training. */
export type TrainingContext = { [K in TrainingKind]: StageContext<K> }[TrainingKind]

/**
 * Does one stage. It may be called again after a kill: what it writes is whole or absent, and the same work gives the
 * same bytes.
 *
 * @returns the summary that stands in `run.db`: counts, losses, sizes
 */
export type StageRunner<K extends StageKind> = (context: StageContext<K>) => Promise<Readonly<Record<string, unknown>>>
