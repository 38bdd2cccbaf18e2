import { characterBits, space } from '../characters.ts'

/** Lines that hold more than white space, without the white space around them: line i is `text.slice(starts[i], ends[i])`. */
export interface Lines {
  readonly count: number
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** UTF-16 units of all these lines together. */
  readonly units: number
  /** Line feeds in the text, those of blank lines too. */
  readonly feeds: number
}

/** Lines from which on shares of lines say something about a document. */
export const severalLines = 5

let last: { text: string; lines: Lines } | undefined

/** Finds the lines of a text; filters ask about the same text one after the other, so the last is kept. */
export function linesOf(text: string): Lines {
  if (last?.text !== text) last = { text, lines: scan(text) }
  return last.lines
}

function scan(text: string): Lines {
  const starts: number[] = []
  const ends: number[] = []
  let units = 0
  let feeds = 0
  for (let from = 0; from <= text.length; ) {
    const feed = text.indexOf('\n', from)
    if (feed >= 0) feeds++
    const next = feed < 0 ? text.length : feed
    let start = from
    let end = next
    while (start < end && isSpace(text, start)) start++
    while (end > start && isSpace(text, end - 1)) end--
    if (end > start) {
      starts.push(start)
      ends.push(end)
      units += end - start
    }
    from = next + 1
  }
  return { count: starts.length, starts: Int32Array.from(starts), ends: Int32Array.from(ends), units, feeds }
}

function isSpace(text: string, index: number): boolean {
  return (characterBits[text.charCodeAt(index)]! & space) !== 0
}
