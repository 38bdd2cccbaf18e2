import { InstarError, msg } from '../../errors/index.ts'
import type { Language } from '../language.ts'
import type { Expectation } from '../question.ts'
import { accepted, type Slots, type Table } from './rows.ts'
import type { ExpectSettings } from './settings.ts'

/** What an expectation is made from. */
export interface Expected {
  readonly settings?: ExpectSettings
  readonly slots: Slots
  readonly table?: Table
  readonly language: Language
}

/**
 * What an answer must say. Other values of the table that must not be said leave out those that are part of a right
 * answer anyway ("Asia" in "Southeast Asia", 罗马 in 罗马尼亚).
 */
export function expectation({ settings, slots, table, language }: Expected, result?: string): Expectation | undefined {
  if (!settings) return undefined
  const slot = (name: string) => {
    const value = slots[name]
    if (!value)
      throw new InstarError(
        msg`Expected a slot "${name}" to check answers against, found ${Object.keys(slots).join(', ')}`,
      )
    return value
  }
  const harmless = Object.values(slots)
    .flatMap(value => [...accepted(value), ...value.forms])
    .map(text => text.toLowerCase())
  const others = (name: string) =>
    [...new Set((table ?? []).flatMap(row => accepted(row.slots[language][name]!).slice(0, 1)))].filter(
      other => !harmless.some(text => text.includes(other.toLowerCase())),
    )
  switch (settings.type) {
    case 'refusal':
    case 'identity':
      return { type: settings.type }
    case 'number': {
      const value = settings.slot
        ? (slot(settings.slot).number ?? Number(slot(settings.slot).forms[0]))
        : Number(result)
      if (!Number.isFinite(value)) throw new InstarError(msg`Expected a number as the right answer, found "${result}"`)
      return { type: 'number', value }
    }
    case 'text':
      return {
        type: 'text',
        anyOf: accepted(slot(settings.slot)),
        ...(settings.exclusive ? { noneOf: others(settings.slot) } : {}),
      }
    case 'set': {
      const elements = slot(settings.slot).elements ?? []
      if (elements.length === 0) return { type: 'text', anyOf: settings.empty[language] }
      const all = elements.map(accepted)
      const inside = all.flat().map(text => text.toLowerCase())
      return {
        type: 'set',
        all,
        noneOf: others('country').filter(other => !inside.some(text => text.includes(other.toLowerCase()))),
      }
    }
  }
}
