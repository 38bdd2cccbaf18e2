/**
 * What kind of character every code point is, as one bit, in tables that a loop can read: the hand-written scanners
 * step through text with it several times faster than a regular expression.
 */
export const upper = 1 // Lu and Lt
export const lower = 2 // Ll
export const uncased = 4 // Lm and Lo
export const letter = upper | lower | uncased
export const mark = 8
export const number = 16
/** White space but for CR and LF. */
const blank = 32
export const lineBreak = 64
export const space = blank | lineBreak
export const punctuation = 128 // P and S
/** Everything else: controls, formats, private use, unassigned. */
export const other = 256

const kinds: readonly (readonly [pattern: RegExp, bit: number])[] = [
  [/[\p{Lu}\p{Lt}]/gu, upper],
  [/\p{Ll}/gu, lower],
  [/[\p{Lm}\p{Lo}]/gu, uncased],
  [/\p{M}/gu, mark],
  [/\p{N}/gu, number],
  [/[\p{P}\p{S}]/gu, punctuation],
  [/\p{White_Space}/gu, blank],
  [/[\r\n]/gu, lineBreak],
]

/** Code points of a page of the tables beyond the first plane. */
const pageSize = 256

/** The bits of all characters of the basic plane, by UTF-16 unit; surrogates have none. */
const classOfUnit: Uint16Array = (() => {
  const table = new Uint16Array(0x10000)
  for (let start = 0; start < 0x10000; start += 0x2000)
    if (start !== 0xc000) fillClasses(table.subarray(start, start + 0x2000), start)
  fillClasses(table.subarray(0xc000, 0xd800), 0xc000)
  table.fill(0, 0xd800, 0xe000)
  return table
})()

function fillClasses(table: Uint16Array, first: number): void {
  table.fill(other)
  const characters = String.fromCodePoint(...Array.from(table, (_, i) => first + i))
  const width = characters.length / table.length
  for (const [pattern, bit] of kinds) for (const match of characters.matchAll(pattern)) table[match.index / width] = bit
}

const pages: (Uint16Array | undefined)[] = []

function classOfAstral(codePoint: number): number {
  const number = codePoint >> 8
  let page = pages[number]
  if (!page) {
    page = new Uint16Array(pageSize)
    fillClasses(page, number << 8)
    pages[number] = page
  }
  return page[codePoint & (pageSize - 1)]!
}

/** The bits of the character at `i` of well-formed UTF-16. */
export function classAt(units: Uint16Array, i: number): number {
  const unit = units[i]!
  if ((unit & 0xfc00) !== 0xd800) return classOfUnit[unit]!
  return classOfAstral(((unit & 0x3ff) << 10) + (units[i + 1]! & 0x3ff) + 0x10000)
}

/** The number of UTF-16 units of the character at `i`. */
export function widthAt(units: Uint16Array, i: number): 1 | 2 {
  return (units[i]! & 0xfc00) === 0xd800 ? 2 : 1
}

/** Where the run of characters with any bit of `mask` that begins at `i` ends. */
export function endOfRun(units: Uint16Array, i: number, end: number, mask: number): number {
  for (;;) {
    while (i < end && (classOfUnit[units[i]!]! & mask) !== 0) i++
    if (i >= end || (units[i]! & 0xfc00) !== 0xd800 || (classAt(units, i) & mask) === 0) return i
    i += 2
  }
}
