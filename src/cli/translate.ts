import { format, type Phrase } from '../errors/index.ts'
import type { Language } from './language.ts'
import { foreignInChinese } from './messages/errors-chinese/foreign.ts'
import { errorsInChinese } from './messages/errors-chinese/index.ts'

const catalogue = new Map(Object.entries(errorsInChinese))

/** The text of a message of the library. What the catalogue lacks stays in English. */
export function translate(phrase: Phrase, language: Language): string {
  return language === 'zh' ? chinese(phrase) : format(phrase)
}

function chinese(phrase: Phrase): string {
  if (typeof phrase === 'string') return phrase
  const template = catalogue.get(phrase.template) ?? foreign(phrase.template)
  return template.replace(/( ?)\{(\d+)\}( ?)/g, (slot, before: string, index: string, after: string) => {
    const value = phrase.values[Number(index)]
    if (value === undefined) return slot
    const text = chinese(value)
    if (typeof value === 'string') return before + text + after
    return (isChinese(text.at(0)) ? '' : before) + text + (isChinese(text.at(-1)) ? '' : after)
  })
}

function foreign(text: string): string {
  return foreignInChinese.reduce((known, [pattern, replacement]) => known.replace(pattern, replacement), text).trimEnd()
}

function isChinese(character: string | undefined): boolean {
  return character !== undefined && /[\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF“”]/u.test(character)
}
