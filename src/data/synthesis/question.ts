import type { Language } from './rows.ts'

/** What an answer must say to count as right. */
export type Expectation =
  | { readonly type: 'text'; readonly anyOf: readonly string[]; readonly noneOf?: readonly string[] }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'set'; readonly all: readonly (readonly string[])[]; readonly noneOf?: readonly string[] }
  | { readonly type: 'refusal' }
  | { readonly type: 'identity' }

/** One question of an evaluation, one line of a JSON Lines file. */
export interface Question {
  readonly id: string
  readonly kind: string
  readonly language: Language
  readonly question: string
  readonly expect: Expectation
  /** `never-asked`: the fact was in documents only. */
  readonly group?: string
}
