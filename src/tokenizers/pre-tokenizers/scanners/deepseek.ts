import { classAt, endOfRun, letter, mark, number, punctuation, space, widthAt } from '../../characters/classes.ts'
import { endOfBreaks, endOfDigits, lastBreak } from './parts.ts'
import type { Scanner } from './scanner.ts'

const word = letter | mark

/**
 * DeepSeek-V3 cuts three times: out of the text `\p{N}{1,3}`, out of the rest `[一-龥぀-ゟ゠-ヿ]+`, and then every piece
 * on its own by
 * `[ASCII punctuation][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
 * of which what is not matched stays in one piece. So the third pattern sees no further than the border between Han and
 * the rest, and the few signs among the kana are cut off as well.
 */
export const deepseek: Scanner = (units, start, end) => {
  if ((classAt(units, start) & number) !== 0) return endOfDigits(units, start, end, 3)
  const han = isHanOrKana(units[start]!)
  let i = matchAt(units, start, end, han)
  if (i > start) return i
  do i += widthAt(units, i)
  while (!outside(units, i, end, han) && matchAt(units, i, end, han) === i)
  return i
}

function isHanOrKana(unit: number): boolean {
  return (unit >= 0x4e00 && unit <= 0x9fa5) || (unit >= 0x3040 && unit <= 0x30ff)
}

/** Whether the third pattern sees nothing at `i`: its piece has ended. */
function outside(units: Uint16Array, i: number, end: number, han: boolean): boolean {
  return i >= end || isHanOrKana(units[i]!) !== han || (classAt(units, i) & number) !== 0
}

/** The end of the third pattern's match at `start`, or `start` if it has none there. */
function matchAt(units: Uint16Array, start: number, end: number, han: boolean): number {
  const unit = units[start]!
  const kind = classAt(units, start)
  const next = start + widthAt(units, start)
  const alone = outside(units, next, end, han)
  if (unit < 0x80 && (kind & punctuation) !== 0 && !alone && isAsciiLetter(units[next]!)) {
    let i = next + 1
    while (i < end && isAsciiLetter(units[i]!)) i++
    return i
  }
  const prefix = (kind & (letter | punctuation)) === 0 && unit !== 0x0a && unit !== 0x0d
  if (prefix && !alone && (classAt(units, next) & word) !== 0) return endOf(units, next, end, han, word)
  if ((kind & word) !== 0) return endOf(units, start, end, han, word)
  const first = unit === 0x20 && !alone ? next : start
  if ((classAt(units, first) & punctuation) !== 0) {
    const run = endOf(units, first, end, han, punctuation)
    return han ? run : endOfBreaks(units, run, end)
  }
  if ((kind & space) === 0) return start
  const run = endOfRun(units, start, end, space)
  const broken = lastBreak(units, start, run)
  if (broken > start) return broken
  return run === start + 1 || outside(units, run, end, han) ? run : run - 1
}

/** Where the run of characters with any bit of `mask` on this side of the border ends. */
function endOf(units: Uint16Array, i: number, end: number, han: boolean, mask: number): number {
  while (i < end && (classAt(units, i) & mask) !== 0 && isHanOrKana(units[i]!) === han) i += widthAt(units, i)
  return i
}

function isAsciiLetter(unit: number): boolean {
  const folded = unit | 0x20
  return folded >= 0x61 && folded <= 0x7a && unit < 0x80
}
