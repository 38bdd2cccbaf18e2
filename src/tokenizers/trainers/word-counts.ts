/** Texts between two looks at the abort signal, and two turns of the event loop. */
const textsPerTurn = 256

/**
 * How often each piece occurs in the texts. Only distinct pieces are kept, so texts may come from a stream larger than
 * memory.
 */
export async function countPieces(
  texts: Iterable<string> | AsyncIterable<string>,
  split: (text: string) => readonly string[],
  options: { signal?: AbortSignal | undefined; onText?: (texts: number) => void },
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  let seen = 0
  for await (const text of texts) {
    for (const piece of split(text.toWellFormed())) counts.set(piece, (counts.get(piece) ?? 0) + 1)
    seen += 1
    if (seen % textsPerTurn === 0) {
      options.onText?.(seen)
      await new Promise(setImmediate)
      options.signal?.throwIfAborted()
    }
  }
  options.onText?.(seen)
  return counts
}
