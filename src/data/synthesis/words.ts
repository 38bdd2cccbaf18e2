/**
 * The words of running text in small letters, 3 to 14 letters long, each once, by descending count (ties by letters).
 * Words seen only once, and those that are always capitalised (names), stay out.
 */
export function wordList(texts: Iterable<string>): string[] {
  const counts = new Map<string, number>()
  for (const text of texts)
    for (const [word] of text.matchAll(/(?<![\p{L}'’-])[a-z]{3,14}(?![\p{L}'’-])/gu))
      counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count > 1)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([word]) => word)
}
