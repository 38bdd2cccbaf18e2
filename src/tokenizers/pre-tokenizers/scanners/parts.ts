import { classAt, endOfRun, lineBreak, number, space, widthAt } from '../../characters/classes.ts'

/** The letters of the English endings, and the long s, which is an s to `(?i:…)`. */
const s = 0x73
const longS = 0x17f
const apostrophe = 0x27

/** The length of `'s|'t|'re|'ve|'m|'ll|'d` at `start`, or 0. */
export function contractionAt(units: Uint16Array, start: number, end: number, anyCase: boolean): number {
  if (start + 1 >= end || units[start] !== apostrophe) return 0
  let first = units[start + 1]!
  if (anyCase) first = first === longS ? s : first | 0x20
  // s t m d
  if (first === s || first === 0x74 || first === 0x6d || first === 0x64) return isLetter(units[start + 1]!) ? 2 : 0
  if (start + 2 >= end) return 0
  let second = units[start + 2]!
  if (!isLetter(units[start + 1]!) || !isLetter(second)) return 0
  if (anyCase) second |= 0x20
  // re ve ll
  if ((first === 0x72 || first === 0x76) && second === 0x65) return 3
  return first === 0x6c && second === 0x6c ? 3 : 0
}

/** ASCII letters and the long s: `| 0x20` would make letters of some signs. */
function isLetter(unit: number): boolean {
  const folded = unit | 0x20
  return (folded >= 0x61 && folded <= 0x7a && unit < 0x80) || unit === longS
}

/** Where at most `most` characters of the class `number` from `start` on end. */
export function endOfDigits(units: Uint16Array, start: number, end: number, most: number): number {
  let i = start
  for (let count = 0; count < most && i < end && (classAt(units, i) & number) !== 0; count++) i += widthAt(units, i)
  return i
}

/** `\s+(?!\S)|\s+` from a white space on: the run but for its last character, if something follows it. */
export function endOfSpaces(units: Uint16Array, start: number, end: number): number {
  const run = endOfRun(units, start, end, space)
  return run === end || run === start + 1 ? run : run - 1
}

/** `\s*[\r\n]+|\s+(?!\S)|\s+` from a white space on: up to the last line break of the run, if it has one. */
export function endOfSpacesAndBreaks(units: Uint16Array, start: number, end: number): number {
  const run = endOfRun(units, start, end, space)
  const broken = lastBreak(units, start, run)
  if (broken > start) return broken
  return run === end || run === start + 1 ? run : run - 1
}

/** What follows the last CR or LF of `units[start..end)`, or `start` if there is none. */
export function lastBreak(units: Uint16Array, start: number, end: number): number {
  let i = end
  while (i > start && units[i - 1] !== 0x0a && units[i - 1] !== 0x0d) i--
  return i
}

/** Where the run of CR and LF from `i` on ends. */
export function endOfBreaks(units: Uint16Array, i: number, end: number): number {
  return endOfRun(units, i, end, lineBreak)
}
