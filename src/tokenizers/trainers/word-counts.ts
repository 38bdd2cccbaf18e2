import type { Normalizer } from '../normalizers/index.ts'
import type { PreTokenizer } from '../pre-tokenizers/index.ts'
import { plainText } from '../text.ts'
import { type CountedPieces, pieceCounter } from './piece-counter.ts'

/** Texts between two looks at the abort signal, and two turns of the event loop. */
const textsPerTurn = 256
/** Characters between them, for texts that are long. */
const charactersPerTurn = 1 << 20

/**
 * How often each piece occurs in the texts. Only distinct pieces are kept, and of those no more than `mostPieces`, so
 * texts may come from a stream of any size.
 */
export async function countPieces(
  texts: Iterable<string> | AsyncIterable<string>,
  { normalize, preTokenizer }: { readonly normalize: Normalizer; readonly preTokenizer: PreTokenizer },
  options: { signal?: AbortSignal | undefined; onText?: (texts: number) => void; mostPieces?: number | undefined },
): Promise<CountedPieces> {
  const counter = pieceCounter(options.mostPieces)
  const { scan, split } = preTokenizer
  let seen = 0
  let characters = 0
  for await (const text of texts) {
    const normalized = normalize(plainText(text.toWellFormed()))
    if (scan) counter.addText(normalized.value, scan)
    else for (const piece of split(normalized)) counter.addPiece(piece.value)
    seen += 1
    characters += text.length
    if (seen % textsPerTurn === 0 || characters >= charactersPerTurn) {
      characters = 0
      options.onText?.(seen)
      await new Promise(setImmediate)
      options.signal?.throwIfAborted()
    }
  }
  options.onText?.(seen)
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
