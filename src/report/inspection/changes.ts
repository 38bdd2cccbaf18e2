/** A stretch of text that two versions share, or that one of them has alone. */
export interface Stretch {
  readonly text: string
  readonly in: 'both' | 'before' | 'after'
}

/** Words, spaces, single Chinese characters and single signs. */
const units = /\p{Script=Han}|[\p{L}\p{M}\p{N}_]+|\s+|./gsu

/**
 * What was changed between two versions of a text, in units of words (in Chinese, characters): the longest common
 * subsequence stays, the rest was taken out or put in. Time and memory grow with the product of their lengths.
 */
export function changesBetween(before: string, after: string): Stretch[] {
  const [a, b] = [before.match(units) ?? [], after.match(units) ?? []]
  // longest[i][j]: units in common between a from i on and b from j on
  const longest = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i]![j] = a[i] === b[j] ? longest[i + 1]![j + 1]! + 1 : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!)
  const stretches: { text: string; in: Stretch['in'] }[] = []
  const add = (text: string, where: Stretch['in']) => {
    const last = stretches.at(-1)
    if (last?.in === where) last.text += text
    else stretches.push({ text, in: where })
  }
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add(a[i]!, 'both')
      i++
      j++
    } else if (j === b.length || (i < a.length && longest[i + 1]![j]! >= longest[i]![j + 1]!)) add(a[i++]!, 'before')
    else add(b[j++]!, 'after')
  }
  return stretches
}
