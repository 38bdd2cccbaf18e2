import type { Judged } from '../evals/index.ts'

/** Everything that a report shows, as data: the pages are pure functions of it. */
export interface ReportCard {
  readonly name: string
  readonly description: string
  /** ISO 8601. */
  readonly date: string
  readonly seed: number
  readonly machine: Readonly<Record<string, string>>
  readonly versions: Readonly<Record<string, string>>
  readonly cleaning: Cleaning
  readonly tokenizer?: TokenizerFacts
  readonly stages: readonly StageFacts[]
  readonly training: readonly TrainingCurves[]
  /** In the order of the stages: what each stage answered. */
  readonly answers: readonly StageAnswers[]
  /** Answers shown in full, right and wrong, at most. */
  readonly samples: number
}

export interface StageFacts {
  readonly name: string
  readonly kind: string
  readonly seconds: number
}

export interface Cleaning {
  readonly kept: number
  readonly validation: number
  readonly filters: readonly FilterFacts[]
}

export interface FilterFacts {
  readonly name: string
  readonly seen: number
  readonly rejected: number
  readonly reasons: Readonly<Record<string, number>>
  /** A few rejected texts, cut short. */
  readonly examples: readonly { readonly text: string; readonly reason: string }[]
}

export interface TokenizerFacts {
  readonly vocabularySize: number
  readonly spacing: string
  readonly charactersPerToken: number
  /** A word that has to be copied into code, as tokens: in the question and inside the quotes. */
  readonly copying: { readonly question: readonly string[]; readonly code: readonly string[] }
}

export interface TrainingCurves {
  readonly stage: string
  readonly steps: number
  readonly tokens: number
  readonly parameters: number
  /** In what the matrices of the blocks were multiplied. */
  readonly precision: string
  readonly seconds: number
  readonly loss: readonly Point[]
  readonly validationLoss: readonly Point[]
}

export interface Point {
  readonly step: number
  readonly value: number
}

export interface StageAnswers {
  readonly stage: string
  readonly answers: readonly Judged[]
}
