import { isDay } from './checks.ts'
import { cue, matchAt, named } from './context.ts'
import type { Rule } from './rule.ts'

const monthNames =
  'Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?'
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Ways of writing a day, and where in them year, month and day stand. */
const forms: readonly {
  readonly pattern: RegExp
  readonly order: readonly [year: number, month: number, day: number]
}[] = [
  { pattern: /(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?!\d)/y, order: [1, 3, 4] },
  { pattern: /(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]/y, order: [1, 2, 3] },
  { pattern: /(\d{1,2})([-./])(\d{1,2})\2(\d{4})(?!\d)/y, order: [4, 3, 1] },
  {
    pattern: new RegExp(
      `(\\d{1,2})(?:st|nd|rd|th)?(?:\\s|-)(?:of\\s)?(${monthNames})\\.?,?(?:\\s|-)(\\d{4})(?!\\d)`,
      'iy',
    ),
    order: [3, 2, 1],
  },
  { pattern: /((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)/y, order: [1, 2, 3] },
]
const monthFirst = new RegExp(`(${monthNames})\\.?\\s(\\d{1,2})(?:st|nd|rd|th)?,?\\s(\\d{4})(?!\\d)`, 'iy')
const monthBefore = new RegExp(`(?<![a-z])(?:${monthNames})\\.?\\s$`, 'i')
const birthWords = cue(
  '(?<![a-z])(?:d\\.?o\\.?b\\.?|date of birth|birth ?dates?|birthdays?|birth|born(?: on)?)(?: on)?|出生(?:日期|年月日?|时间|于|在)?|生日|生于|诞生于',
)
/** Earliest year of birth of somebody who may be alive. */
const earliest = 1915

/** Dates of birth, exact to the day, beside the word. */
export const dateOfBirth: Rule = {
  anchors: ['digits', 'mixed'],
  find: (text, { start, end }) => {
    if (end - start > 8 || (end - start < 8 && !/[-./年\s,]/.test(text[end] ?? ''))) return undefined
    if (/[\d./-]/.test(text[start - 1] ?? ' ')) return undefined
    const month = monthBefore.exec(text.slice(Math.max(0, start - 12), start))?.[0]
    const from = month ? start - month.length : start
    const shown = month
      ? matchAt(monthFirst, text, from)
      : forms.map(({ pattern }) => matchAt(pattern, text, from)).find(match => match !== undefined)
    if (!shown) return undefined
    const order = month ? ([3, 1, 2] as const) : forms.find(({ pattern }) => matchAt(pattern, text, from))!.order
    const [year, first, second] = order.map(group => number(shown[group]!)) as [number, number, number]
    if (year < earliest || year > 2099 || !(isDay(year, first, second) || isDay(year, second, first))) return undefined
    const last = from + shown[0].length
    if (!named(text, from, birthWords) && !/^\s?出生/.test(text.slice(last, last + 4))) return undefined
    return { start: from, end: last, certainty: 'named' }
  },
}

function number(shown: string): number {
  const month = months.indexOf(shown.slice(0, 3).toLowerCase())
  return month < 0 ? Number(shown) : month + 1
}
