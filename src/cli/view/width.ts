import { stripVTControlCharacters } from 'node:util'

/**
 * Characters that take two columns: East Asian wide and full-width forms (UAX #11) and pictures. JavaScript knows
 * scripts and emoji, but not East_Asian_Width, so punctuation and symbols of the CJK blocks stand as ranges.
 */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}\p{Emoji_Presentation}\u2E80-\u303E\u3041-\u33FF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6]|\uFE0F/u
/** Half-width kana belong to the scripts above, but take one column. */
const narrow = /[\uFF61-\uFFDC]/u
const zero = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]*$/u
const printableAscii = /^[\x20-\x7E]*$/

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Columns that a text takes on a terminal; control sequences take none. */
export function displayWidth(text: string): number {
  if (printableAscii.test(text)) return text.length
  let columns = 0
  for (const { segment } of segmenter.segment(stripVTControlCharacters(text))) columns += graphemeWidth(segment)
  return columns
}

/** The text if it fits in so many columns, else its beginning and `…`. Expects no control sequences. */
export function cutTo(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  if (columns < 1) return ''
  let used = 0
  let kept = ''
  for (const { segment } of segmenter.segment(text)) {
    used += graphemeWidth(segment)
    if (used > columns - 1) break
    kept += segment
  }
  return `${kept}…`
}

/** The text with spaces after it, up to so many columns. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)))
}

/**
 * A text that comes from a model or a page, fit to stand in one line of a terminal: no control sequences (they could
 * move the cursor or worse), white space runs as one space.
 */
export function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, ' ').trim()
}

/** The same with its line breaks and tabs. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\P{Cc}\n\t]/gu, '')
}

function graphemeWidth(segment: string): number {
  if (zero.test(segment)) return 0
  return wide.test(segment) && !narrow.test(segment) ? 2 : 1
}
