const wordsOfChinese = new Intl.Segmenter('zh', { granularity: 'word' })

/** Segmenting Chinese is slow, and the first million characters already rank its common words. */
const segmentedCharacters = 1_000_000

/**
 * The most frequent words of the texts, by descending count (ties by code units): words written in small letters, so
 * that names stay out, and Chinese words of two to four characters.
 */
export async function commonWords(texts: Iterable<string> | AsyncIterable<string>, count: number): Promise<string[]> {
  if (count === 0) return []
  const counts = new Map<string, number>()
  const see = (word: string) => counts.set(word, (counts.get(word) ?? 0) + 1)
  let segmented = 0
  for await (const text of texts) {
    // Single letters are things to count and to name, but for the two that are English words.
    for (const [word] of text.matchAll(/(?<![\p{L}\p{M}\p{N}'’])(?:[ai]|\p{Ll}{2,})(?![\p{L}\p{M}\p{N}])/gu)) see(word)
    if (segmented >= segmentedCharacters) continue
    for (const [run] of text.matchAll(/\p{Script=Han}{2,}/gu)) {
      segmented += run.length
      for (const { segment } of wordsOfChinese.segment(run)) if (/^.{2,4}$/u.test(segment)) see(segment)
    }
  }
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, count)
    .map(([word]) => word)
}
