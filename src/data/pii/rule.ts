import type { PersonalDataKind } from './kinds.ts'

/** Personal data in a text, as UTF-16 offsets. */
export interface PersonalDataSpan {
  readonly kind: PersonalDataKind
  readonly start: number
  /** Behind the last character. */
  readonly end: number
}

/** How sure a rule is. Of two spans that overlap, the surer one stays, then the longer one. */
export type Certainty = 'shaped' | 'checked' | 'named'

export interface Found {
  readonly start: number
  readonly end: number
  /** `named`: a word beside it says so. `checked`: a checksum or a list holds. `shaped`: it only looks so. */
  readonly certainty: Certainty
}

/** A place at which rules look. */
export interface Anchor {
  readonly start: number
  readonly end: number
}

/**
 * - `digits`: a run of ASCII letters and digits that are all digits
 * - `mixed`: such a run with both
 * - `at`: the character @, or the # that stands for it where addresses are hidden
 * - `link`: the characters ://
 */
export type AnchorKind = 'digits' | 'mixed' | 'at' | 'link'

/**
 * Finds one kind of personal data. A rule never looks further than a few hundred characters from its anchor (a private
 * key: a few thousand, which it then covers), so the time for a text grows with its length and not faster.
 */
export interface Rule {
  readonly anchors: readonly AnchorKind[]
  /** Words at which it looks too: English ones in small letters, matched whole in any case, or Chinese ones. */
  readonly words?: readonly string[]
  find(text: string, anchor: Anchor): Found | undefined
}
