/** Finding names in answers, in English and Chinese, as whole words and with the longest reading first. */

/**
 * The form in which answers and names are compared: compatibility forms unified (full-width digits), lower case, accents
 * of Latin letters dropped, typographic quotes made plain, white space collapsed.
 */
export function normalise(text: string): string {
  return text
    .replace(/(?<=\d)[\u00a0\u2009\u202f](?=\d{3})/g, ',') // spaces that separate thousands
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFC')
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s+/g, ' ')
    .trim()
}

const han = /\p{Script=Han}/u
const special = /[\\^$.*+?()[\]{}|/]/g

// What continues a word: letters and digits of any script that puts spaces between words.
const inWord = '[[\\p{L}\\p{N}]--\\p{Script=Han}]'

/**
 * Names as one pattern: Chinese as a substring, anything else as whole words; a hyphen joins words, a point joins
 * digits. The borders of words stand once around all names: with two hundred of them it is a hundred times faster.
 */
function pattern(names: readonly string[]): string {
  const alternatives = (some: readonly string[]) => some.map(name => name.replace(special, '\\$&')).join('|')
  const chinese = names.filter(name => han.test(name))
  const words = names.filter(name => !han.test(name))
  return [
    ...(chinese.length > 0 ? [alternatives(chinese)] : []),
    ...(words.length > 0
      ? [`(?<!${inWord}|${inWord}-|\\p{N}[.,])(?:${alternatives(words)})(?!${inWord}|-${inWord}|[.,]\\p{N})`]
      : []),
  ].join('|')
}

const negation = {
  before:
    /(?:\b(?:not|never|neither|nor|isn't|wasn't|aren't|weren't|rather than|instead of)(?: (?:in|at|by|to|with|the|a|an|called|named|really|actually))*|不是|并非|绝非|而非|不叫|不在|不属于|不包括|没有) ?["']?$/u,
  after: /^["']? (?:is|was|are|were) not\b|^(?:不是|并不是|并非)/u,
}

/**
 * The names out of `candidates` (normalised) that the answer (normalised) asserts: read from left to right, at each place
 * the longest candidate that fits ("Guinea-Bissau" is not "Guinea", 罗马尼亚 is not 罗马 where both are candidates). A
 * name that is denied ("not Sydney", 不是悉尼) is left out.
 */
export function assertedNames(answer: string, candidates: Iterable<string>): Set<string> {
  const longestFirst = [...new Set(candidates)].sort((a, b) => b.length - a.length)
  const found = new Set<string>()
  if (longestFirst.length === 0) return found
  for (const match of answer.matchAll(new RegExp(pattern(longestFirst), 'gv'))) {
    const before = answer.slice(Math.max(0, match.index - 40), match.index)
    const after = answer.slice(match.index + match[0].length)
    if (!negation.before.test(before) && !negation.after.test(after)) found.add(match[0])
  }
  return found
}
