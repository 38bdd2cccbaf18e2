import type { Filter } from './filter.ts'
import { linesOf, severalLines } from './text.ts'

/** Lines of these are furniture of a web page, in English and Chinese. */
const furniture =
  /javascript|cookie policy|privacy policy|terms of (use|service)|uses? cookies|all rights reserved|隐私政策|隱私政策|用户协议|版权所有|版權所有|ICP备|启用脚本/i

/** What sentences end with, in both languages; Chinese verse also with a comma. */
const lineEnd = /[.!?:;"”’»)\]。！？：；，、…」』）】》]\s*$/

/** Furniture stands in short lines; a paragraph that mentions "terms of use" is text. */
const furnitureCharacters = 200

/**
 * A part of C4's rules (Raffel et al. 2020, "Exploring the Limits of Transfer Learning", section 2.2), made milder for
 * sources that are not web pages. Short lines about scripts, cookies and rights are cut out. Pages with filler text are
 * rejected, and those with more than one curly bracket in 1,000 characters (code; C4: with any). C4 also cuts every
 * line without a full stop at its end; like FineWeb (Penedo et al. 2024, section 3.6) we only reject documents in which
 * fewer than 12 % of the lines have one, since the original rule throws out a third of the good text.
 */
export function c4Filter(): Filter {
  return {
    name: 'c4',
    apply: document => {
      if (/lorem ipsum/i.test(document.text)) return { reason: 'lorem ipsum' }
      const brackets = ((document.text.match(/[{}]/g)?.length ?? 0) * 1000) / Math.max(1, document.text.length)
      if (brackets > 1) return { reason: 'curly brackets per 1,000 characters: more than 1', value: brackets }
      const text = document.text
        .split('\n')
        .filter(line => line.length > furnitureCharacters || !furniture.test(line))
        .join('\n')
        .trim()
      const lines = linesOf(text)
      if (lines.length === 0) return { reason: 'nothing but furniture' }
      const ended = lines.filter(line => lineEnd.test(line)).length / lines.length
      if (lines.length >= severalLines && ended < 0.12)
        return { reason: 'lines that end a sentence: fewer than 0.12', value: ended }
      return text === document.text ? document : { ...document, text }
    },
  }
}
