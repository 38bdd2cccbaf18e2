import { characterBits, letter, number, space, terminal } from '../characters.ts'

/** Quotation marks and brackets that may stand after the mark that ends a sentence. */
const closing = new Set('"\'”’»)]」』）】》〉'.split('').map(character => character.charCodeAt(0)))
/** What ends a clause, and with it a line of Chinese verse. */
const clauseEnds = new Set('，；：、…,;:'.split('').map(character => character.charCodeAt(0)))

/**
 * Whether a mark that ends a sentence stands at the end of a line, or before what is in brackets there, closing quotation
 * marks and brackets apart.
 */
export function endsSentence(text: string, start: number, end: number): boolean {
  return isEnd(lastUnit(text, start, end)) || isEnd(lastUnit(text, start, beforeBrackets(text, start, end)))
}

/** The same, also satisfied by what ends a clause. */
export function endsClause(text: string, start: number, end: number): boolean {
  return endsSentence(text, start, end) || clauseEnds.has(lastUnit(text, start, end))
}

/** Whether the last character of a line closes a quotation. */
export function endsQuotation(text: string, end: number): boolean {
  return '"\'”’»」』'.includes(text[end - 1]!)
}

/**
 * Sentences of a line, at least one: runs of marks that end a sentence, where white space, the end or a character of a
 * script without spaces follows. Abbreviations count as ends, the points of 3.14 and example.org do not.
 */
export function sentencesIn(text: string, start: number, end: number): number {
  let count = 0
  let open = false
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i)
    if (!isEnd(unit)) {
      if ((characterBits[unit]! & (letter | number)) !== 0) open = true
      continue
    }
    while (i + 1 < end && (isEnd(text.charCodeAt(i + 1)) || closing.has(text.charCodeAt(i + 1)))) i++
    const follows = i + 1 < end ? text.charCodeAt(i + 1) : 0x20
    if (open && (unit > 0x2fff || (characterBits[follows]! & space) !== 0)) {
      count++
      open = false
    }
  }
  return open ? count + 1 : Math.max(1, count)
}

function isEnd(unit: number): boolean {
  return (characterBits[unit]! & terminal) !== 0
}

/** The last code unit that is no closing quotation mark or bracket. */
function lastUnit(text: string, start: number, end: number): number {
  let last = end - 1
  while (last > start && closing.has(text.charCodeAt(last))) last--
  return text.charCodeAt(last)
}

/** Longest remark in brackets after the end of a sentence: who took the picture, where it is from. */
const longestRemark = 30

/** Where a line ends without the brackets that it may end with. */
function beforeBrackets(text: string, start: number, end: number): number {
  const last = text[end - 1]
  if (last !== ')' && last !== '）') return end
  const from = Math.max(start, end - longestRemark)
  const opening = text.slice(from, end).lastIndexOf(last === ')' ? '(' : '（')
  return opening <= 0 ? end : from + opening
}
