import { weighted } from './checks.ts'
import { cue, matchAt, named } from './context.ts'
import type { Rule } from './rule.ts'

const words = cue(
  '(?<![a-z])(?:nhs|medical records?|mrn|patients?(?: id)?|hospital|health (?:insurance|card)|medicare|medicaid|insurance)|病历|病案|住院|医保卡?|社保卡?|社会保障卡|就诊卡?|诊疗卡|门诊|病歷|健保卡?',
)

/** Numbers of patients: after the word; the NHS number with its check digit (NHS Data Dictionary: modulo 11). */
export const medicalId: Rule = {
  anchors: ['digits', 'mixed'],
  find: (text, { start, end }) => {
    if (end - start !== 3 && end - start < 6) return undefined
    const nhs = matchAt(/\d{3}([ -]?)\d{3}\1\d{4}(?!\d)/y, text, start)?.[0] ?? ''
    const holds = weighted(nhs.replace(/\D/g, ''), [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0
    if (holds && named(text, start, words)) return { start, end: start + nhs.length, certainty: 'named' }
    if (end - start < 6 || end - start > 14 || !/^[A-Z]{0,3}\d+[A-Z]?$/.test(text.slice(start, end))) return undefined
    const prefix = /(?<![A-Za-z])[A-Z]{2,4}-$/.exec(text.slice(Math.max(0, start - 5), start))?.[0].length ?? 0
    return named(text, start - prefix, words) ? { start: start - prefix, end, certainty: 'named' } : undefined
  },
}
