import { chineseAddress } from './address-chinese.ts'
import { westernAddress } from './address-western.ts'
import type { Rule } from './rule.ts'

const box = /(?:^|[^A-Za-z])((?:P\.?\s?O\.?|Post Office)\s?Box\s)$/i

/** Street addresses with a house number: United States, United Kingdom, Germany, France, China; post-office boxes. */
export const streetAddress: Rule = {
  anchors: ['digits', 'mixed'],
  find: (text, { start, end }) => {
    if (end - start > 5) return undefined
    const before = text[start - 1] ?? ' '
    if (/[\u4E00-\u9FFF]/.test(before)) return chineseAddress(text, start, end)
    if (!/\s/.test(before) && !/^,? [A-Z]/.test(text.slice(end, end + 3))) return undefined
    if (/x/i.test(text[start - 2] ?? ' ')) {
      const found = box.exec(text.slice(Math.max(0, start - 20), start))
      if (found) return { start: start - found[1]!.length, end, certainty: 'named' }
    }
    return westernAddress(text, start, end)
  },
}
