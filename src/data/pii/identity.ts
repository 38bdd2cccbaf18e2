import { isDay, mod11to2, remainder97, weighted } from './checks.ts'
import { cue, endsAlone, matchAt, named, ofThing, standsAlone } from './context.ts'
import type { Found, Rule } from './rule.ts'

const resident = /(\d{6})([ -]?)(\d{4})(\d{2})(\d{2})\2(\d{3}[\dXx])(?![A-Za-z0-9])/y
const residentOld = /(\d{6})(\d{2})(\d{2})(\d{2})\d{3}(?![A-Za-z0-9])/y
/** First two digits: the provinces of GB/T 2260, and 81 to 83 of residence permits. */
const province = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/
const residentWords = cue('身份证(?:件)?|身分证|证件|公民身份|(?<![a-z])(?:id|identity|resident id)(?: card)?|居民证')

/** Resident ids of China: 18 characters whose date and check character hold, or, after the word, 15 digits. */
export const residentId: Rule = {
  anchors: ['digits', 'mixed'],
  find: (text, { start, end }) => {
    const length = end - start
    if (length !== 6 && length !== 15 && length !== 18) return undefined
    if (/\d[- ]?$/.test(text.slice(Math.max(0, start - 2), start))) return undefined
    if (length === 15) {
      const old = matchAt(residentOld, text, start)
      if (!old || !province.test(old[1]!) || !isDay(1900 + Number(old[2]), Number(old[3]), Number(old[4])))
        return undefined
      return named(text, start, residentWords) ? { start, end, certainty: 'named' } : undefined
    }
    const match = matchAt(resident, text, start)
    if (!match || !province.test(match[1]!)) return undefined
    const year = Number(match[3])
    if (year < 1890 || year > 2099 || !isDay(year, Number(match[4]), Number(match[5]))) return undefined
    if (!mod11to2(match[0].replace(/[ -]/g, ''))) return undefined
    return { start, end: start + match[0].length, certainty: 'named' }
  },
}

const security = /(\d{3})([- ]?)(\d{2})\2(\d{4})(?![\w]|-\d)/y
const securityWords = cue(
  '(?<![a-z])(?:ssn|soc(?:ial)?\\.? ?sec(?:urity)?\\.?(?: insurance)?|social)|社会安全|社安|社会保障号',
)

/** Social security numbers of the United States: no area 000, 666 or 9xx, no group 00, no serial 0000. */
export const ssn: Rule = {
  anchors: ['digits'],
  find: (text, { start, end }) => {
    if (end - start !== 3 && end - start !== 9) return undefined
    const match = matchAt(security, text, start)
    if (!match || !standsAlone(text, start)) return undefined
    const [shown, area, separator, group, serial] = match as unknown as [string, string, string, string, string]
    if (/^(?:000|666|9)/.test(area) || group === '00' || serial === '0000') return undefined
    if (/^(?:078-05-1120|219-09-9999|123-45-6789)$/.test(shown)) return undefined
    const context = named(text, start, securityWords)
    if (!context && (separator !== '-' || ofThing(text, start))) return undefined
    return { start, end: start + shown.length, certainty: context ? 'named' : 'shaped' }
  },
}

const nationalWords = cue(
  '(?<![a-z])(?:national (?:insurance|id|identity)|nino|ni|identity(?: card)?|id(?:entity|entification)? card|id|dni|nie|nif|nir|insee|hkid|sécurité sociale)|身份证|身份證|身分證|身分证|證件|证件',
)

interface NationalForm {
  readonly pattern: RegExp
  readonly holds: (shown: string) => boolean
  /** Whether it needs a word before it. */
  readonly needsWord: (shown: string) => boolean
}

const nationalForms: readonly NationalForm[] = [
  {
    // United Kingdom: National Insurance Manual NIM39110
    pattern: /[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]( ?)\d{2}\1\d{2}\1\d{2}\1[A-D](?!\w)/y,
    holds: shown => !/^(?:BG|GB|KN|NK|NT|TN|ZZ)/.test(shown),
    needsWord: shown => !shown.includes(' '),
  },
  {
    // Spain: Real Decreto 1553/2005; foreigners have X, Y or Z for the first digit
    pattern: /(?:\d{8}|[XYZ]\d{7})-?[A-Z](?!\w)/y,
    holds: shown => {
      const number = Number(shown.replace(/^[XYZ]/, letter => String('XYZ'.indexOf(letter))).replace(/\D/g, ''))
      return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === shown.at(-1)
    },
    needsWord: () => true,
  },
  {
    // France: numéro d'inscription au répertoire, the key is 97 less the remainder
    pattern: /[12]( ?)\d{2}\1(?:0[1-9]|1[0-2])\1\d{2}\1\d{3}\1\d{3}\1\d{2}(?!\d)/y,
    holds: shown => {
      const digits = shown.replaceAll(' ', '')
      return 97 - remainder97(digits.slice(0, 13)) === Number(digits.slice(13))
    },
    needsWord: shown => !shown.includes(' '),
  },
  {
    // Hong Kong: weights 9 to 1 over a blank, a letter and six digits, modulo 11
    pattern: /[A-Z]{1,2}\d{6}[(（][\dA][)）]/y,
    holds: shown => {
      const characters = shown.replace(/[()（）]/g, '').padStart(9, ' ')
      const values = [...characters].map(c => (c === ' ' ? 36 : Number.parseInt(c, 36)))
      return values.reduce((sum, value, i) => sum + value * (9 - i), 0) % 11 === 0
    },
    needsWord: () => false,
  },
  {
    // Taiwan: the letter is two digits, weights 1, 9, 8 … 1, 1
    pattern: /[A-Z][1289]\d{8}(?!\w)/y,
    holds: shown => {
      const code = 'ABCDEFGHJKLMNPQRSTUVXYWZIO'.indexOf(shown[0]!) + 10
      return (
        (Math.floor(code / 10) + (code % 10) * 9 + weighted(shown.slice(1), [8, 7, 6, 5, 4, 3, 2, 1, 1])) % 10 === 0
      )
    },
    needsWord: () => true,
  },
]

/** Numbers that other states give their residents, with their check characters. */
export const nationalId: Rule = {
  anchors: ['digits', 'mixed'],
  find: (text, { start, end }) => {
    const prefixed = text[start - 1] === ' ' && /^(?:\W|^)[A-Z]{2}$/.test(text.slice(Math.max(0, start - 4), start - 1))
    const letters = prefixed ? 3 : 0
    if (letters === 0 && end - start < 7 && !(text[end] === ' ' && end - start === 1)) return undefined
    const from = start - letters
    if (/[\w-]/.test(text[from - 1] ?? ' ')) return undefined
    for (const { pattern, holds, needsWord } of nationalForms) {
      const match = matchAt(pattern, text, from)
      if (!match || !holds(match[0])) continue
      const context = named(text, from, nationalWords)
      if (!context && needsWord(match[0])) continue
      return { start: from, end: from + match[0].length, certainty: context ? 'named' : 'checked' }
    }
    return undefined
  },
}

const passportWords = cue('passports?|travel documents?|护照|通行证|護照')

/** Passports and travel permits: beside the word, six to nine capitals and digits (ICAO Doc 9303, part 4). */
export const passport: Rule = {
  anchors: ['digits', 'mixed'],
  find: (text, { start, end }) => {
    const length = end - start
    if (length < 7 || length > 10 || !/^[A-Z0-9]+$/.test(text.slice(start, end))) return undefined
    if (text.slice(start, end).replace(/\D/g, '').length < 5 || !endsAlone(text, end)) return undefined
    if (!named(text, start, passportWords) && !/^\s?(?:号|號)?(?:普通|因私|因公)?护照/.test(text.slice(end, end + 8)))
      return undefined
    return { start, end, certainty: 'named' }
  },
}

const driverWords = cue(
  "(?<![a-z])(?:driver(?:['’]?s|s['’])?|driving|driver) licen[cs]es?|(?<![a-z])dl|驾驶证(?:档案)?|驾照|行驶证档案|駕駛執照",
)
const licenceWords = cue('(?<![a-z])licen[cs]e')

/** Driving licences: after the word. Every state has its own form, so only the word tells. */
export const driverLicence: Rule = {
  anchors: ['digits', 'mixed'],
  find: (text, { start, end }) => {
    if (!/^[A-Z0-9]+$/.test(text.slice(start, end))) return undefined
    const match = matchAt(/[A-Z0-9]{1,18}(?:-[A-Z0-9]{1,8}){0,5}|\d{3}(?: \d{3}){2}/y, text, start)
    const spaced = matchAt(/\d{3}(?: \d{3}){2}(?!\d| \d)/y, text, start)
    const shown = (spaced ?? match)?.[0] ?? ''
    const digits = shown.replace(/\D/g, '').length
    if (shown.length < 7 || digits < 5 || /^(?:19|20)\d\d-\d\d/.test(shown)) return undefined
    const found: Found = { start, end: start + shown.length, certainty: 'named' }
    if (named(text, start, driverWords)) return found
    return named(text, start, licenceWords) && /^.{0,4}driv/i.test(text.slice(found.end, found.end + 12))
      ? found
      : undefined
  },
}
