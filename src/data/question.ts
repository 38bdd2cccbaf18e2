import type { Language } from './language.ts'

/**
 * What a right answer looks like.
 *
 * - `text`: names one of `anyOf` and none of `noneOf`
 * - `number`: its last number equals `value` (of a comparison: the one that was asked for)
 * - `set`: names every element of `all` (each a list of accepted spellings) and none of `noneOf`
 * - `refusal`: says that it does not know, and asserts nothing
 * - `identity`: names itself as Instar and as nothing else
 */
export type Expectation =
  | { readonly type: 'text'; readonly anyOf: readonly string[]; readonly noneOf?: readonly string[] }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'set'; readonly all: readonly (readonly string[])[]; readonly noneOf?: readonly string[] }
  | { readonly type: 'refusal' }
  | { readonly type: 'identity' }

/** One held-out question, one line of a JSON Lines file. */
export interface Question {
  readonly id: string
  readonly kind: string
  readonly language: Language
  readonly question: string
  readonly expect: Expectation
  /**
   * The name under which it is counted in place of its kind: `never-asked` for facts that were in documents only,
   * `unforeseen` for wordings far from all that training has.
   */
  readonly group?: string
}
