import type { Tokenizer } from './tokenizer.ts'

/** A stretch of text that one token stands for, or several where none of them is a whole character. */
export interface TokenPiece {
  readonly text: string
  readonly ids: readonly number[]
}

/** How one tokenizer writes a text. */
export interface Tokenization {
  readonly ids: Int32Array
  readonly pieces: readonly TokenPiece[]
  /** Characters (code points) and UTF-8 bytes for one token. */
  readonly charactersPerToken: number
  readonly bytesPerToken: number
}

/** Text beyond this many UTF-16 units is counted, but not shown in pieces. */
const shownUnits = 4000

/** Writes a text with a tokenizer, for people to look at. Text that no token covers is a piece without ids. */
export function tokenization(text: string, tokenizer: Tokenizer): Tokenization {
  const ids = tokenizer.encode(text)
  const shown = text.slice(0, shownUnits).toWellFormed()
  const { ids: shownIds, offsets } = tokenizer.encoding(shown, { surround: false })
  const pieces: { text: string; ids: number[] }[] = []
  let end = 0
  shownIds.forEach((id, i) => {
    const [from, to] = [offsets[2 * i]!, offsets[2 * i + 1]!]
    if (from < end && pieces.length > 0) {
      const last = pieces.at(-1)!
      last.text += shown.slice(end, Math.max(end, to))
      last.ids.push(id)
    } else {
      if (from > end) pieces.push({ text: shown.slice(end, from), ids: [] })
      pieces.push({ text: shown.slice(from, to), ids: [id] })
    }
    end = Math.max(end, to)
  })
  if (end < shown.length) pieces.push({ text: shown.slice(end), ids: [] })
  const per = (count: number) => (ids.length === 0 ? 0 : count / ids.length)
  return {
    ids,
    pieces,
    charactersPerToken: per([...text].length),
    bytesPerToken: per(new TextEncoder().encode(text).length),
  }
}

/**
 * Fertility: tokens for one word, of languages that write spaces between words, or for one character of those that do
 * not (Rust et al. 2021, "How Good is Your Tokenizer?", section 3.1).
 */
export function fertility(text: string, tokenizer: Tokenizer, unit: 'word' | 'character'): number {
  const units = unit === 'word' ? (text.match(/\S+/g) ?? []).length : (text.match(/\S/gu) ?? []).length
  return units === 0 ? 0 : tokenizer.encode(text).length / units
}
