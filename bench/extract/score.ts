const token =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[[\p{L}\p{N}\p{M}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]]+/gv

/** Words of a text in lower case; characters of scripts that are written without spaces. */
export function tokens(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(token) ?? []
}

/** Overlap of two texts as bags of words: the harmonic mean of precision and recall. Two empty texts agree. */
export function tokenF1(found: string, expected: string): { f1: number; precision: number; recall: number } {
  const [a, b] = [tokens(found), tokens(expected)]
  const left = new Map<string, number>()
  for (const word of b) left.set(word, (left.get(word) ?? 0) + 1)
  let shared = 0
  for (const word of a) {
    const count = left.get(word) ?? 0
    if (count === 0) continue
    left.set(word, count - 1)
    shared++
  }
  const precision = a.length === 0 ? Number(b.length === 0) : shared / a.length
  const recall = b.length === 0 ? Number(a.length === 0) : shared / b.length
  return { f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall), precision, recall }
}

/** Markdown without addresses of links, languages of code and numbers of items, which are no words of the page. */
export function wordsOfMarkdown(markdown: string): string {
  return markdown
    .replace(/\]\([^()\s]*\)/g, ']')
    .replace(/^(\W*```).*$/gm, '$1')
    .replace(/^\s*\d+\. /gm, '')
}
