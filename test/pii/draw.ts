import type { Random } from '../../src/random/index.ts'

/** Makes one value; equal streams give equal values. */
export type Maker = (draw: Random) => string

const symbols: Readonly<Record<string, string>> = {
  '#': '0123456789',
  '&': '123456789',
  '^': 'ABCDEFGHJKLMNPQRSTUVWXYZ',
  '~': 'abcdefghijklmnopqrstuvwxyz',
  '*': '0123456789abcdef',
}

/** Fills a pattern: `#` a digit, `&` one that is not 0, `^` a capital, `~` a small letter, `*` a hexadecimal digit. */
export function fill(draw: Random, pattern: string): string {
  return pattern.replace(/[#&^~*]/g, symbol => draw.pick([...symbols[symbol]!]))
}

/** A maker that fills one of the patterns. */
export function patterns(...list: readonly string[]): Maker {
  return draw => fill(draw, draw.pick(list))
}

/** `length` characters of an alphabet. */
export function characters(draw: Random, alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[draw.integer(alphabet.length)]).join('')
}

export const lettersAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export const firstNames = [
  'emma',
  'james',
  'sofia',
  'liam',
  'anna',
  'oliver',
  'maria',
  'david',
  'chloe',
  'peter',
  'nina',
]
export const lastNames = [
  'miller',
  'hughes',
  'novak',
  'taylor',
  'schmidt',
  'brown',
  'laurent',
  'okafor',
  'price',
  'reid',
]
export const pinyin = [
  'zhangwei',
  'lina',
  'wangfang',
  'liuyang',
  'chenjie',
  'xiaoming',
  'zhaolei',
  'huangmin',
  'zhoubin',
]

export interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

export function someDay(draw: Random, from: number, to: number): Day {
  return { year: from + draw.integer(to - from + 1), month: 1 + draw.integer(12), day: 1 + draw.integer(28) }
}

export const two = (value: number) => String(value).padStart(2, '0')

/** The check digit that makes a number pass Luhn's test (ISO/IEC 7812-1, annex B). */
export function withLuhn(body: string): string {
  for (let check = 0; check < 10; check++) {
    const reversed = [...`${body}${check}`].reverse().map(Number)
    const sum = reversed.reduce(
      (total, digit, i) => total + (i % 2 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit]! : digit),
      0,
    )
    if (sum % 10 === 0) return `${body}${check}`
  }
  throw new Error('Expected one of ten digits to fit')
}

/** A resident id without a wrong check character (GB 11643-1999): MOD 11-2 of ISO 7064. */
export function withResidentCheck(body: string): string {
  let product = 10
  let remainder = 0
  for (const digit of body) remainder = ((remainder + Number(digit)) * 2) % 11
  product = (12 - remainder) % 11
  return body + (product === 10 ? 'X' : product)
}

/** An IBAN: two check digits by MOD 97-10 (ISO 13616-1, ISO 7064). */
export function withIbanCheck(country: string, account: string): string {
  const number = [...`${account}${country}00`].map(character => Number.parseInt(character, 36)).join('')
  return `${country}${two(98 - Number(BigInt(number) % 97n))}${account}`
}

/** In groups of the sizes given, the last size again and again. */
export function grouped(text: string, separator: string, ...sizes: readonly number[]): string {
  const groups: string[] = []
  for (let at = 0, i = 0; at < text.length; i++) {
    const size = sizes[Math.min(i, sizes.length - 1)]!
    groups.push(text.slice(at, at + size))
    at += size
  }
  return groups.join(separator)
}

/** Another digit in the same place, so that a checksum no longer holds. */
export function spoiled(text: string): string {
  const at = text.search(/\d\D*$/)
  return text.slice(0, at) + ((Number(text[at]) + 3) % 10) + text.slice(at + 1)
}
