import { type PieceComponents, textCounter } from './counting.ts'
import { type CountingThreads, startCounting } from './counting-threads.ts'
import { type CountedPieces, defaultMostPieces, pieceCounter } from './piece-counter.ts'

/** Characters of a bundle of texts that is counted for itself; a corpus of one bundle needs no threads. */
const bundleCharacters = 1 << 23

/**
 * How often each piece occurs in the texts, counted in one thread for each processor. Only distinct pieces are kept, and
 * of those no more than `mostPieces`, so texts may come from a stream of any size. The result does not depend on the
 * number of threads: bundles have the same borders everywhere, and are added up in their order.
 */
export async function countPieces(
  texts: Iterable<string> | AsyncIterable<string>,
  components: PieceComponents,
  options: { signal?: AbortSignal | undefined; onText?: (texts: number) => void; mostPieces?: number },
): Promise<CountedPieces> {
  const { signal, onText, mostPieces = defaultMostPieces } = options
  const counter = pieceCounter(mostPieces)
  let threads: CountingThreads | undefined
  const counting: { texts: number; counted: Promise<CountedPieces> }[] = []
  const addFirst = async () => {
    const first = counting.shift()!
    counter.addCounted(await first.counted)
    onText?.(first.texts)
    signal?.throwIfAborted()
  }
  let bundle: string[] = []
  let characters = 0
  let seen = 0
  try {
    for await (const text of texts) {
      signal?.throwIfAborted()
      bundle.push(text)
      characters += text.length
      seen += 1
      if (characters < bundleCharacters) continue
      threads ??= startCounting({ ...components, mostPieces })
      counting.push({ texts: seen, counted: threads.count(bundle) })
      bundle = []
      characters = 0
      if (counting.length > threads.size) await addFirst()
    }
    while (counting.length > 0) await addFirst()
  } finally {
    await threads?.end()
  }
  const count = textCounter(components)
  for (const text of bundle) count(text, counter)
  onText?.(seen)
  signal?.throwIfAborted()
  return counter.counted()
}

/** The pieces one by one, as UTF-16 units `units[start..end)`. */
export function* eachPiece({ ends, counts }: CountedPieces): Generator<{ start: number; end: number; count: number }> {
  let start = 0
  for (let i = 0; i < ends.length; i++) {
    const end = ends[i]!
    yield { start, end, count: counts[i]! }
    start = end
  }
}

/** How often each character occurs in the pieces. */
export function countCharacters(pieces: CountedPieces): Map<string, number> {
  const byCode = new Map<number, number>()
  const { units } = pieces
  for (const { start, end, count } of eachPiece(pieces)) {
    for (let i = start; i < end; i++) {
      const unit = units[i]!
      const wide = (unit & 0xfc00) === 0xd800
      const code = wide ? ((unit & 0x3ff) << 10) + (units[++i]! & 0x3ff) + 0x10000 : unit
      byCode.set(code, (byCode.get(code) ?? 0) + count)
    }
  }
  return new Map(Array.from(byCode, ([code, count]) => [String.fromCodePoint(code), count]))
}
