import {
  classAt,
  endOfRun,
  letter,
  mark,
  number,
  other,
  punctuation,
  space,
  widthAt,
} from '../../characters/classes.ts'
import { contractionAt, endOfBreaks, endOfSpacesAndBreaks } from './parts.ts'
import type { Scanner } from './scanner.ts'

const word = letter | mark
const symbol = punctuation | other

/** The characters that ../pre-tokenizers/spacing.ts counts as Han. */
function isHan(units: Uint16Array, i: number): boolean {
  const unit = units[i]!
  if (unit < 0x2e80) return false
  if (unit <= 0x9fff) {
    if (unit >= 0x4e00 || (unit >= 0x3400 && unit <= 0x4dbf) || unit <= 0x2fd5) return true
    return (
      unit === 0x3005 || unit === 0x3007 || (unit >= 0x3021 && unit <= 0x3029) || (unit >= 0x3038 && unit <= 0x303b)
    )
  }
  if (unit >= 0xf900) return unit <= 0xfaff
  if ((unit & 0xfc00) !== 0xd800) return false
  const codePoint = ((unit & 0x3ff) << 10) + (units[i + 1]! & 0x3ff) + 0x10000
  return (codePoint >= 0x20000 && codePoint <= 0x2fffd) || (codePoint >= 0x30000 && codePoint <= 0x3fffd)
}

/** Where the run of characters with any bit of `mask` that are not Han ends. */
function endOfOthers(units: Uint16Array, i: number, end: number, mask: number): number {
  while (i < end && (classAt(units, i) & mask) !== 0 && !isHan(units, i)) i += widthAt(units, i)
  return i
}

/** Our spacing `apart`: single Han characters, words, single digits, white space, everything else. */
export const apart: Scanner = (units, start, end) => {
  const kind = classAt(units, start)
  if (isHan(units, start)) return start + widthAt(units, start)
  if ((kind & number) !== 0) return start + widthAt(units, start)
  if ((kind & space) !== 0) return endOfRun(units, start, end, space)
  return endOfOthers(units, start, end, (kind & word) !== 0 ? word : symbol)
}

/** Our spacing `glued`: as `apart`, but a space belongs to what follows it, and Han characters to each other. */
export const glued: Scanner = (units, start, end) => {
  const contraction = units[start] === 0x27 ? contractionAt(units, start, end, true) : 0
  if (contraction > 0 && units[start + 1]! < 0x80) {
    const after = start + contraction
    if (after >= end || (classAt(units, after) & word) === 0) return after
  }
  if (isHan(units, start)) {
    let i = start
    while (i < end && isHan(units, i)) i += widthAt(units, i)
    return i
  }
  const first = units[start] === 0x20 && start + 1 < end ? start + 1 : start
  const kind = classAt(units, first)
  if (!isHan(units, first)) {
    if ((kind & word) !== 0) return endOfOthers(units, first, end, word)
    if ((kind & symbol) !== 0) return endOfBreaks(units, endOfOthers(units, first, end, symbol), end)
  }
  if (first === start && (kind & number) !== 0) return start + widthAt(units, start)
  return endOfSpacesAndBreaks(units, start, end)
}
