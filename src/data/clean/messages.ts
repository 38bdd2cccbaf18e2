import type { Phrase } from '../../errors/index.ts'
import type { Phase } from './phases.ts'
import type { Plan } from './plan.ts'

/** What is done, and where. */
export interface WorkPlace {
  readonly plan: Plan
  /** The work folder, and the data folder that it stands in. */
  readonly work: string
  readonly folder: string
}

/** One unit to do. */
export interface UnitRequest {
  readonly phase: Phase
  readonly unit: string
}

/** What a thread answers: how far it is, and at the end that it is done or what went wrong. */
export type ThreadMessage =
  | { readonly type: 'progress'; readonly documents: number; readonly textBytes: number; readonly kept: number }
  | { readonly type: 'done' }
  | {
      readonly type: 'failed'
      readonly message: Phrase
      readonly stack?: string | undefined
      /** Of an error that is told to the user as it is. */
      readonly kind?: 'usage' | 'failed' | undefined
      readonly code?: string | undefined
    }
