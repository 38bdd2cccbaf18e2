import { isChinese } from '../language/index.ts'
import type { Filter } from './filter.ts'
import { linesOf, severalLines } from './lines.ts'
import { tooFew, tooMany } from './measure.ts'
import { repeatedAmong } from './repetition.ts'
import { endsClause, endsSentence } from './sentences.ts'
import { hasWords, wordsOf } from './words.ts'

/** Characters up to which a line is short. Chinese says in 9 what takes English 30. */
const shortLine = { words: 30, chinese: 9 }
/** Line feeds per word from which a text is a list; a Chinese word has about 1.6 characters. */
const listShare = { words: 0.3, chinese: 0.19 }

/**
 * FineWeb's own rules (Penedo et al. 2024, section 3.6): at least 12 % of the lines end a sentence, at most 10 % of the
 * characters stand in lines that occurred before, at most 67 % of the lines are short, of up to 30 characters; and the
 * rule against lists of the code that made it (datatrove): at most 0.3 line feeds per word. Shares of lines need five.
 *
 * In Chinese a line may also end a clause, as verse does, and is short with up to 9 characters, unless it ends one.
 */
export function finewebFilter(): Filter {
  return {
    name: 'fineweb',
    apply: document => {
      const { text } = document
      const { count, starts, ends, units, feeds } = linesOf(text)
      if (count === 0) return { reason: 'empty' }
      if (count < severalLines) return document
      const chinese = isChinese(text)
      const endsLine = chinese ? endsClause : endsSentence
      const most = chinese ? shortLine.chinese : shortLine.words
      let ended = 0
      let short = 0
      for (let i = 0; i < count; i++) {
        const whole = endsLine(text, starts[i]!, ends[i]!)
        if (whole) ended++
        if (ends[i]! - starts[i]! <= most && !(chinese && whole)) short++
      }
      const list = chinese ? listShare.chinese : listShare.words
      return (
        tooFew('lines that end a sentence', ended / count, 0.12) ??
        tooMany('short lines', short / count, 0.67) ??
        tooMany('characters in repeated lines', repeatedAmong(text, starts, ends).repeatedUnits / units, 0.1) ??
        (hasWords(text, Math.ceil(feeds / list))
          ? undefined
          : tooMany('line feeds per word', feeds / wordsOf(text).count, list)) ??
        document
      )
    },
  }
}
