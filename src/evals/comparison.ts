import { lastNumber } from './numbers.ts'

const number = '[-−]?\\d[\\d,]*(?:\\.\\d+)?'
const larger = [
  `(${number}) (?:is |are |was )?(?:the )?(?:larger|bigger|greater|more|higher)(?: number| one| value)? than (${number})`,
  `(${number}) ?> ?(${number})`,
  `(${number}) ?(?:更)?(?:大于|大過|大过|高于) ?(${number})`,
  `(${number}) ?比 ?(${number}) ?(?:更|要|还|還)*(?:大|高|多)`,
]
const smaller = [
  `(${number}) (?:is |are |was )?(?:the )?(?:smaller|less|lower)(?: number| one| value)? than (${number})`,
  `(${number}) ?< ?(${number})`,
  `(${number}) ?(?:更)?(?:小于|低于) ?(${number})`,
  `(${number}) ?比 ?(${number}) ?(?:更|要|还|還)*(?:小|低|少)`,
]
const direction = { larger: compile(larger), smaller: compile(smaller) }

function compile(patterns: readonly string[]): RegExp {
  return new RegExp(`(?:${patterns.join('|')})(?!.*\\d)`, 'u')
}

/**
 * The number that an answer (normalised) gives: of a comparison that it ends in the one that was asked for ("9.9 is larger
 * than 9.11" gives 9.9, and so does "9.11 is smaller than 9.9"), else its last number.
 */
export function answeredNumber(answer: string, question: string): number | undefined {
  const asksSmaller = /\b(?:small(?:er|est)|less(?:er)?|least|low(?:er|est))\b|小/.test(question)
  for (const [name, pattern] of Object.entries(direction)) {
    const found = answer
      .match(pattern)
      ?.slice(1)
      .filter(group => group !== undefined)
    const [first, second] = found ?? []
    if (first !== undefined) return lastNumber((name === 'smaller') === asksSmaller ? first : second!)
  }
  return lastNumber(answer)
}
