import { luhn, mod11over10, remainder97 } from './checks.ts'
import { cue, endsAlone, insideLink, matchAt, named, ofThing, standsAlone } from './context.ts'
import type { Rule } from './rule.ts'

/** Issuers by their first digits, and how long their numbers are (ISO/IEC 7812-1; the issuers' own tables). */
const issuers: readonly { readonly first: RegExp; readonly lengths: readonly number[] }[] = [
  { first: /^4/, lengths: [16, 19] }, // Visa
  { first: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] }, // Mastercard
  { first: /^3[47]/, lengths: [15] }, // American Express
  { first: /^(?:6011|64[4-9]|65)/, lengths: [16] }, // Discover
  { first: /^(?:62|81)/, lengths: [16, 17, 18, 19] }, // UnionPay
  { first: /^35(?:2[89]|[3-8])/, lengths: [16] }, // JCB
  { first: /^3(?:0[0-5]|[689])/, lengths: [14] }, // Diners Club
  { first: /^(?:2131|1800)/, lengths: [15] }, // JCB, older
]
/** Maestro and old Visa numbers have few digits of their own: only after the word. */
const maestro = /^(?:4\d{12}|(?:5[06-8]|6)\d{11,18})$/
const card =
  /\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?(?![\w]|[ -]\d{4}(?!\d))|\d{4}([ -])\d{6}\2\d{4,5}(?![\w]|[ -]\d{4}(?!\d))|\d{6}([ -])\d{13}(?!\w)|\d{12,19}(?!\w)/y
const cardWords = cue(
  '(?:card|visa|mastercard|amex|(?<![a-z])cc|(?<![a-z])pan)|信用卡|银行卡|储蓄卡|借记卡|卡号|[工农建中招交]行卡',
)

/** Payment cards: first digits of an issuer, its length, and Luhn's check digit. */
export const creditCard: Rule = {
  anchors: ['digits'],
  find: (text, { start, end }) => {
    const length = end - start
    if ((length !== 4 && length !== 6 && length < 12) || (!standsAlone(text, start) && text[start - 1] !== '#'))
      return undefined
    const match = matchAt(card, text, start)
    if (!match || /^\.\d/.test(text.slice(start + match[0].length, start + match[0].length + 2))) return undefined
    const digits = match[0].replace(/\D/g, '')
    if (!luhn(digits)) return undefined
    const context = named(text, start, cardWords)
    const issued = issuers.some(({ first, lengths }) => first.test(digits) && lengths.includes(digits.length))
    if (!issued && !(context && maestro.test(digits))) return undefined
    if (!context && (ofThing(text, start) || insideLink(text, start))) return undefined
    return { start, end: start + match[0].length, certainty: context ? 'named' : 'checked' }
  },
}

/** Length of an IBAN by country, from the registry that SWIFT keeps for ISO 13616. */
const ibanLengths: Readonly<Record<string, number>> = Object.fromEntries(
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IS26 IT27 JO30 KW30 KZ20 LB28 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SE24 SI19 SK24 SM27 TN24 TR26 UA29 VA22 VG24 XK20'
    .split(' ')
    .map(entry => [entry.slice(0, 2), Number(entry.slice(2))]),
)

/** Account numbers of ISO 13616: the length of their country, and two check digits. */
export const iban: Rule = {
  anchors: ['mixed'],
  find: (text, { start, end }) => {
    const length = ibanLengths[text.slice(start, start + 2).toUpperCase()]
    if (length === undefined || end - start < 4 || /\w/.test(text[start - 1] ?? ' ')) return undefined
    const match = matchAt(/[a-z]{2}\d{2}(?:[ -]?[a-z0-9]){11,30}/iy, text, start)
    if (!match) return undefined
    let characters = ''
    let last = start
    for (; last < start + match[0].length && characters.length < length; last++)
      if (/[^ -]/.test(text[last]!)) characters += text[last]
    if (characters.length !== length || /\w/.test(text[last] ?? ' ')) return undefined
    return remainder97(characters.slice(4) + characters.slice(0, 4)) === 1
      ? { start, end: last, certainty: 'named' }
      : undefined
  },
}

const accountWords = cue(
  '(?<![a-z])(?:(?:bank|checking|savings?|giro)? ?accounts?|acc?t\\.?|a/c|sort code)|(?<!QQ|微信|游戏|登录|医保|社保|健保|就诊|诊疗|会员|学生|购物|公交)(?:银行)?(?:账号|帐号|账户|帐户|卡号|賬號|帳號)',
)
const moneyWords = /bank|wire|transfer|pay|sort code|acct|checking|saving|银行|开户|对公|汇款|收款|转账|打款|户名/i

/** Bank accounts: after the word, 6 to 19 digits; also behind a British sort code. */
export const bankAccount: Rule = {
  anchors: ['digits'],
  find: (text, { start, end }) => {
    if (end - start < 6 && !/^[- ]\d/.test(text.slice(end, end + 2))) return undefined
    const match = matchAt(
      /\d{2}-\d{2}-\d{2},? \d{8}(?!\d)|\d{6,22}(?!\w)|\d{3,6}(?:[ -]\d{3,6}){2,5}(?![\w-])/y,
      text,
      start,
    )
    if (!match || !endsAlone(text, start + match[0].length)) return undefined
    const digits = match[0].replace(/\D/g, '').length
    if (digits < 7 || digits > 22 || (end - start < 3 && !match[0].includes('-'))) return undefined
    if (!named(text, start, accountWords)) return undefined
    const money = moneyWords.test(text.slice(Math.max(0, start - 40), start))
    return digits >= 8 || money ? { start, end: start + match[0].length, certainty: 'named' } : undefined
  },
}

const taxWords = cue(
  '(?<![a-z])(?:tax(?:payer)?(?: (?:id|identification|number))*|tin|itin|ein|vat(?: or tax)?|steuer-?id|utr|codice fiscale)|纳税人识别|税号|税务登记|统一社会信用代码|信用代码',
)
const american = /(?:9\d{2}-(?:5\d|6[0-5]|[78]\d|9[0-24-9])-\d{4}|\d{2}-\d{7})(?![\w-])/y

/** Tax numbers of people and of one-person businesses: with their check characters, and most of them after the word. */
export const taxId: Rule = {
  anchors: ['digits', 'mixed'],
  find: (text, { start, end }) => {
    const word = text.slice(start, end)
    if (end - start < 9 && !/[- ]/.test(text[end] ?? '')) return undefined
    if (/[\w-]/.test(text[start - 1] ?? ' ')) return undefined
    if (word.length === 16 && isItalian(word)) return { start, end, certainty: 'checked' }
    const length = end - start
    const dashed = length <= 3 ? matchAt(american, text, start)?.[0] : undefined
    const spaced = length === 2 ? matchAt(/\d{2} \d{3} \d{3} \d{3}(?!\d)/y, text, start)?.[0] : undefined
    const shown = dashed ?? spaced ?? word
    if (!dashed && !spaced && !isTaxNumber(word)) return undefined
    return named(text, start, taxWords) ? { start, end: start + shown.length, certainty: 'named' } : undefined
  },
}

function isTaxNumber(word: string): boolean {
  if (/^DE\d{9}$/.test(word)) return mod11over10(word.slice(2))
  if (/^\d{11}$/.test(word)) return mod11over10(word)
  if (/^\d{9,10}$/.test(word) || /^[A-Z]{2}[A-Z0-9]?\d{8,11}[A-Z0-9]{0,2}$/.test(word)) return true
  return /^92[0-9A-Z]{16}$/.test(word) && isCreditCode(word)
}

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** GB 32100-2015: weights are powers of 3 modulo 31. Only 92, one-person businesses, is about a person. */
function isCreditCode(word: string): boolean {
  let sum = 0
  let weight = 1
  for (const character of word.slice(0, 17)) {
    const value = creditAlphabet.indexOf(character)
    if (value < 0) return false
    sum += value * weight
    weight = (weight * 3) % 31
  }
  return creditAlphabet[(31 - (sum % 31)) % 31] === word[17]
}

const oddValues = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]

/** Italy's codice fiscale (DM 23 December 1976): letters of the name, birth, place, a check letter. */
function isItalian(word: string): boolean {
  if (!/^[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]$/.test(word)) return false
  let sum = 0
  for (let i = 0; i < 15; i++) {
    const value = /\d/.test(word[i]!) ? Number(word[i]) : word.charCodeAt(i) - 65
    sum += i % 2 === 0 ? oddValues[value]! : value
  }
  return word.charCodeAt(15) - 65 === sum % 26
}
