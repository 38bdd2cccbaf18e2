import { cue, matchAt, named } from './context.ts'
import type { Rule } from './rule.ts'

const chinese =
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•・ -]?(?:[DF][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF]|[A-HJ-NP-Z0-9]{5}|[A-HJ-NP-Z0-9]{4}[警学挂港澳领使])(?![A-Za-z0-9])/y
const plateWords = cue(
  '(?:licen[cs]e|number|registration|car|vehicle) plates?|(?<![a-z])plates?|registration|车牌|号牌|車牌',
)
const western = /(?:[A-ZÄÖÜ0-9]{1,4}[ •-]){0,2}[A-Z0-9]{1,8}(?:[ •-][A-Z0-9]{1,5})?(?!\w)/y

/** Number plates: Chinese ones by their form, others after the word. */
export const licencePlate: Rule = {
  anchors: ['digits', 'mixed'],
  find: (text, { start, end }) => {
    if (end - start > 8) return undefined
    for (const back of [1, 2, 3]) {
      if (!/[\u4E00-\u9FFF]/.test(text[start - back] ?? ' ')) continue
      const match = matchAt(chinese, text, start - back)
      if (match && match[0].replace(/\D/g, '').length >= 2 && start - back + match[0].length >= end)
        return { start: start - back, end: start - back + match[0].length, certainty: 'checked' }
      break
    }
    const before = /[ -]/.test(text[start - 1] ?? '') ? text.slice(Math.max(0, start - 8), start) : ''
    const letters = /(?<![A-Za-z])(?:[A-ZÄÖÜ]{1,3}[ -]){1,2}$/.exec(before)?.[0] ?? ''
    if (letters === '' && end - start < 4 && !/[ •-]/.test(text[end] ?? '')) return undefined
    const from = start - letters.length
    const match = matchAt(western, text, from)
    if (!match || /\w/.test(text[from - 1] ?? ' ')) return undefined
    const characters = match[0].replace(/[ •-]/g, '')
    if (characters.length < 4 || characters.length > 9 || !/\d/.test(characters) || !/[A-ZÄÖÜ]/.test(characters))
      return undefined
    return named(text, from, plateWords) ? { start: from, end: from + match[0].length, certainty: 'named' } : undefined
  },
}

const values: Readonly<Record<string, number>> = Object.fromEntries(
  ['AJ', 'BKS', 'CLT', 'DMU', 'ENV', 'FW', 'GPX', 'HY', 'RZ'].flatMap((letters, i) =>
    [...letters].map(letter => [letter, i + 1 === 9 ? 9 : i + 1] as const),
  ),
)
const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
const vinWords = cue('(?<![a-z])(?:vin|chassis|vehicle identification)|车架|车辆识别|大架|車身')

/** Vehicle identification numbers: 17 characters with a check digit, or any 17 after the word (Europe has no check). */
export const vin: Rule = {
  anchors: ['mixed'],
  find: (text, { start, end }) => {
    if (end - start !== 17 || /[\w-]/.test(text[start - 1] ?? ' ') || /[\w-]/.test(text[end] ?? ' ')) return undefined
    const word = text.slice(start, end)
    if (!/^[A-HJ-NPR-Z0-9]{13}\d{4}$/.test(word) || word.replace(/\d/g, '').length < 2) return undefined
    if (named(text, start, vinWords)) return { start, end, certainty: 'named' }
    const sum =
      [...word].reduce((total, character, i) => total + (values[character] ?? Number(character)) * weights[i]!, 0) % 11
    return word[8] === (sum === 10 ? 'X' : String(sum)) ? { start, end, certainty: 'checked' } : undefined
  },
}
