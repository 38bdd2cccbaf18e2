/**
 * The candidate that somebody most likely meant: smallest edit distance (Levenshtein 1966), upper and lower case,
 * hyphens and underscores aside. Undefined when none is near enough to be a typing mistake.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[-_]/g, '')
  let best: string | undefined
  let smallest = Math.min(word.length - 1, Math.max(2, Math.floor(word.length / 3))) + 1
  for (const candidate of candidates) {
    const last = candidate.slice(candidate.lastIndexOf('.') + 1) // of `optimizer.learningRate`, what people type
    const distance = editDistance(plain(word), plain(last))
    if (distance < smallest) [best, smallest] = [candidate, distance]
  }
  return best
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++)
      row[j] = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    previous = row
  }
  return previous[b.length]!
}
