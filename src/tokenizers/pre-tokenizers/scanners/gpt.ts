import {
  classAt,
  endOfRun,
  letter,
  lower,
  mark,
  number,
  other,
  punctuation,
  space,
  uncased,
  upper,
  widthAt,
} from '../../characters/classes.ts'
import { contractionAt, endOfBreaks, endOfDigits, endOfSpaces, endOfSpacesAndBreaks } from './parts.ts'
import type { Scanner } from './scanner.ts'

/** `[^\s\p{L}\p{N}]` */
const symbol = mark | punctuation | other
const blankUnit = 0x20

/** GPT-2: `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`. */
export const gpt2: Scanner = (units, start, end) => {
  const contraction = contractionAt(units, start, end, false)
  if (contraction > 0) return start + contraction
  const first = units[start] === blankUnit && start + 1 < end ? start + 1 : start
  const kind = classAt(units, first)
  if ((kind & space) !== 0) return endOfSpaces(units, start, end)
  const mask = (kind & letter) !== 0 ? letter : (kind & number) !== 0 ? number : symbol
  return endOfRun(units, first, end, mask)
}

/**
 * GPT-4 and those after it:
 * `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,DIGITS}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`.
 *
 * @param wholeEnd white space at the end of the text is one piece, line breaks or not, as in tiktoken's own pattern.
 */
export function gpt4(digits: number, wholeEnd: boolean): Scanner {
  return (units, start, end) => {
    const kind = classAt(units, start)
    if ((kind & letter) !== 0) return endOfRun(units, start, end, letter)
    const contraction = contractionAt(units, start, end, true)
    if (contraction > 0) return start + contraction
    if ((kind & number) !== 0) return endOfDigits(units, start, end, digits)
    const next = start + widthAt(units, start)
    if (units[start] !== 0x0a && units[start] !== 0x0d && next < end && (classAt(units, next) & letter) !== 0)
      return endOfRun(units, next, end, letter)
    const first = units[start] === blankUnit && next < end ? next : start
    if ((classAt(units, first) & symbol) !== 0) return endOfBreaks(units, endOfRun(units, first, end, symbol), end)
    if (wholeEnd && endOfRun(units, start, end, space) === end) return end
    return endOfSpacesAndBreaks(units, start, end)
  }
}

/** What a word of GPT-4o may begin with, and go on with. */
const head = upper | uncased | mark
const tail = lower | uncased | mark

/**
 * The letters of GPT-4o's words at `start`: `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+`, or -1. What
 * the first part took and the second needs is given back, as a regular expression does.
 */
function lettersAt(units: Uint16Array, start: number, end: number): number {
  const run = endOfRun(units, start, end, head)
  if (run < end && (classAt(units, run) & tail) !== 0) return endOfRun(units, run, end, tail)
  let last = -1
  for (let i = start; i < run; i += widthAt(units, i)) if ((classAt(units, i) & tail) !== 0) last = i
  return last < 0 ? -1 : last + widthAt(units, last)
}

/**
 * GPT-4o, where a word ends before a capital: alternatives 1 and 2 are
 * `[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?` and the same
 * with `+` and `*` exchanged; then as GPT-4, with `/` among what may follow punctuation.
 */
export const gpt4o: Scanner = (units, start, end) => {
  const kind = classAt(units, start)
  const next = start + widthAt(units, start)
  const prefix = (kind & (letter | number)) === 0 && units[start] !== 0x0a && units[start] !== 0x0d && next < end
  if (prefix || (kind & (letter | mark)) !== 0) {
    let word = prefix ? lettersAt(units, next, end) : -1
    if (word < 0 && (kind & (letter | mark)) !== 0) word = lettersAt(units, start, end)
    if (word < 0 && prefix && (classAt(units, next) & head) !== 0) word = endOfRun(units, next, end, head)
    if (word < 0 && (kind & head) !== 0) word = endOfRun(units, start, end, head)
    if (word >= 0) return word + contractionAt(units, word, end, true)
  }
  if ((kind & number) !== 0) return endOfDigits(units, start, end, 3)
  const first = units[start] === blankUnit && next < end ? next : start
  if ((classAt(units, first) & symbol) !== 0) {
    let i = endOfRun(units, first, end, symbol)
    while (i < end && (units[i] === 0x0a || units[i] === 0x0d || units[i] === 0x2f)) i++
    return i
  }
  return endOfSpacesAndBreaks(units, start, end)
}
