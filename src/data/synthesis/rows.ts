import type { Language } from '../language.ts'
/** What may stand in one slot. */
export interface SlotValue {
  /** As it is written in a sentence; the first form is the usual one, the others are its aliases. */
  readonly forms: readonly string[]
  /** What an answer may say for it. Without it, the forms. */
  readonly accepted?: readonly string[]
  /** The value, when it is a number. */
  readonly number?: number
  /** The members, when it is a list. An empty list is a value too (no neighbours). */
  readonly elements?: readonly SlotValue[]
}

/** One row of a table in one language, or one draw of a sampler: slots by name. */
export type Slots = Readonly<Record<string, SlotValue>>

/** One row of a table. The key is the same in all languages and decides all splits. */
export interface Row {
  readonly key: string
  readonly slots: Readonly<Record<Language, Slots>>
}

export type Table = readonly Row[]

/** A slot with one form. */
export function plain(text: string): SlotValue {
  return { forms: [text] }
}

/** A list as a sentence has it: "Chad, Libya and Niger", 「乍得、利比亚和尼日尔」. */
export function listed(names: readonly string[], language: Language): string {
  if (names.length < 2) return names.join('')
  const [comma, and] = language === 'en' ? [', ', ' and '] : ['、', '和']
  return names.slice(0, -1).join(comma) + and + names[names.length - 1]
}

/** Everything that an answer may say for a slot, without the article. */
export function accepted(value: SlotValue): string[] {
  return [...new Set([...(value.accepted ?? value.forms)].map(form => form.replace(/^the /, '')))]
}
