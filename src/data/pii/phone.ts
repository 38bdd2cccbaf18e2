import { createRequire } from 'node:module'
import type { CountryCode, PhoneNumber } from 'libphonenumber-js/max'
import { insideLink, matchAt, ofThing, sentenceBefore, standsAlone } from './context.ts'
import type { Found, Rule } from './rule.ts'

const require = createRequire(import.meta.url)
/** Loaded at the first candidate: 60 ms that others who open this folder need not wait. */
let library: typeof import('libphonenumber-js/max') | undefined

/** Digits in up to seven groups, with what people put between them. */
const groups = /\d{1,13}(?:(?:\s?\(0\)\s?|[ .\u2010-\u2014/-]|\) ?|）|[ .-]\((?=\d{1,6}\))|\s-\s)\d{1,11}){0,6}/y
const extension = /(?:\s?(?:转|ext\.?|分机|x)\s?)\d{1,6}(?!\d)/iy
const mobile = /^1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}$/
const words =
  /(?<![a-z])(?:tel|(?:tele|mobile ?)?phones?|mobile|cell|call|ring|dial|whatsapp|sms|fax|contact|reach|(?:her|his|my|our|their|your) number|viber|signal)(?![a-z])|电话|手机|手提|联系|拨打|致电|号码|热线|传真|座机|咨询|☎|📞/i
/** Where a number without a country is looked up, when a word says that it is one. */
const countries: readonly CountryCode[] = [
  'US',
  'GB',
  'CN',
  'DE',
  'FR',
  'ES',
  'IT',
  'NL',
  'IN',
  'AU',
  'JP',
  'BR',
  'HK',
  'TW',
]
/** Lines of companies and services. */
const services = new Set(['TOLL_FREE', 'PREMIUM_RATE', 'SHARED_COST', 'UAN', 'VOICEMAIL', 'PAGER'])
/** Prefixes of such lines, which other countries may use for people. */
const tollFree = /^(?:400\d{6}|1?8(?:00|33|44|55|66|77|88)|0(?:80[08]|84[345]|87[0123]|900|180))\d/
/** Set aside for films: NANPA 555-01xx, and Ofcom's numbers for drama. */
const invented = /^\+1\d{3}555(?:01\d\d|1212)$|^\+44(?:7700900|2079460|1632960|1134960|1164960|1514960|1614960)\d{3}$/

/** Telephone numbers of people: mobile and fixed lines. */
export const phone: Rule = {
  anchors: ['digits'],
  find: (text, { start, end }) => {
    if (end - start > 13) return undefined
    const before = text[start - 1] ?? ' '
    if (end - start < 7 && !/[+(（]/.test(before) && !/^.[\d(-]/.test(text.slice(end, end + 2))) return undefined
    const bracket = before === '(' || before === '（'
    const plus = before === '+' ? start - 1 : bracket && text[start - 2] === '+' ? start - 2 : -1
    const from = plus >= 0 ? plus : bracket ? start - 1 : start
    if (plus < 0 && !standsAlone(text, from)) return undefined
    if (plus < 0 && /\d\s$/.test(text.slice(from - 2, from))) return undefined
    const match = matchAt(groups, text, start)
    if (!match) return undefined
    const found = longest(text, from, start, start + match[0].length, plus >= 0)
    if (found === undefined) return undefined
    const more = matchAt(extension, text, found.end)
    return more ? { ...found, end: found.end + more[0].length } : found
  },
}

/** The longest number that begins here; groups at the end may belong to what follows. */
function longest(text: string, from: number, start: number, end: number, plus: boolean): Found | undefined {
  let context: boolean | undefined
  for (let tries = 0; tries < 4; tries++) {
    const shown = text.slice(start, end)
    const digits = shown.replace(/\D/g, '')
    if (digits.length < 8) return undefined
    if (digits.length <= 15 && !/^(?:[\w%*]|\.\d)/.test(text.slice(end, end + 2))) {
      context ??= words.test(sentenceBefore(text, from, 40))
      const closed = text[end] === ')' || text[end] === '）' ? 1 : 0
      if (
        isNumber(shown, digits, plus, context, from < start && !plus) &&
        !ofThing(text, from) &&
        !insideLink(text, from)
      ) {
        return {
          start: from,
          end: from < start && !/[)）]/.test(shown) ? end + closed : end,
          certainty: 'checked',
        }
      }
    }
    const last = Math.max(
      shown.lastIndexOf(' '),
      shown.lastIndexOf('-'),
      shown.lastIndexOf('.'),
      shown.lastIndexOf('/'),
    )
    if (last <= 0) return undefined
    end = start + last
    while (/\D/.test(text[end - 1] ?? '')) end--
  }
  return undefined
}

function isNumber(shown: string, digits: string, plus: boolean, context: boolean, bracket: boolean): boolean {
  if (plus)
    return isInternational(
      digits.replace(/^(\d{1,3})0(?=\d{9,})/, (all, code) => (shown.includes('(0)') ? code : all)),
      context,
    )
  if (digits.startsWith('00') && digits.length > 10) return isInternational(digits.slice(2), context)
  const chinese = digits.length === 13 ? digits.replace(/^86/, '') : digits
  if (mobile.test(chinese) && /^(?:86[- ]?)?(?:\d{11}|\d{3}([- ])\d{4}\1\d{4})$/.test(shown)) return true
  if (/^0(?:10|2\d|[3-9]\d\d)[-—)）]?\s?[2-8]\d{2,3}[- ]?\d{4}$/.test(shown)) return isPersonal(digits, 'CN')
  if (/^[2-9]\d\d(?:\) ?|-|\.)[2-9]\d\d[-.]\d{4}$/.test(shown)) return isPersonal(digits, 'US')
  if (/^1[-. ][2-9]\d\d[-. ][2-9]\d\d[-. ]\d{4}$/.test(shown)) return isPersonal(digits.slice(1), 'US')
  if (/^0\d{2,4}[) -]/.test(shown) && !context)
    return /^\d+\)? ?-?\d{3,4} ?\d{3,4}$/.test(shown) && isPersonal(digits, 'GB')
  if (!context && !(bracket && /^0\d{1,4}[)）]/.test(shown))) return false
  if (tollFree.test(digits) || '01234567890'.includes(digits)) return false
  return countries.some(country => isPersonal(digits, country))
}

/** With a word that says so, a length that the country has is enough: plans change, and old texts have old numbers. */
function isInternational(digits: string, context: boolean): boolean {
  const number = parsed(`+${digits}`)
  return isPersonal(`+${digits}`) || (context && number?.isPossible() === true && number.getType() === undefined)
}

function isPersonal(digits: string, country?: CountryCode): boolean {
  const number = parsed(digits, country)
  return number?.isValid() === true && !services.has(number.getType() ?? '') && !invented.test(number.number)
}

function parsed(digits: string, country?: CountryCode): PhoneNumber | undefined {
  library ??= require('libphonenumber-js/max') as typeof import('libphonenumber-js/max')
  return library.parsePhoneNumberFromString(digits, country)
}
