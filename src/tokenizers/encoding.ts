import type { PostProcessor, Sequence } from './post-processors/index.ts'

/** A text or a pair as tokens, with where each stands. */
export interface Encoding {
  readonly ids: Int32Array
  /**
   * Start and end of each token in its text, in UTF-16 units: `text.slice(offsets[2 * i], offsets[2 * i + 1])`. Tokens
   * that are parts of one character all have the whole of it. Zero for what the post-processor added.
   */
  readonly offsets: Int32Array
  /** By token: 0 for the first text, 1 for the second, or what the post-processor says. */
  readonly typeIds: Int32Array
  /** By token: 1 for what the post-processor added. */
  readonly added: Uint8Array
  /** By token: which of the two texts it comes from; -1 for what was added. */
  readonly texts: Int32Array
}

/** Puts together what was found in each text. */
export function encodingOf(
  texts: readonly string[],
  tokens: readonly (readonly { readonly id: number; readonly start: number; readonly end: number }[])[],
  postProcessor: PostProcessor,
  surround: boolean,
): Encoding {
  const sequences = tokens.map((found, i): Sequence => {
    const sequence = {
      ids: found.map(token => token.id),
      offsets: found.flatMap(token => [token.start, token.end]),
      typeIds: found.map(() => i),
      added: found.map(() => 0),
      texts: found.map(() => i),
    }
    return postProcessor.trim?.(sequence, texts[i]!) ?? sequence
  })
  const all = surround ? postProcessor.surround(sequences) : sequences
  return {
    ids: Int32Array.from(all.flatMap(sequence => sequence.ids)),
    offsets: Int32Array.from(all.flatMap(sequence => sequence.offsets)),
    typeIds: Int32Array.from(all.flatMap(sequence => sequence.typeIds)),
    added: Uint8Array.from(all.flatMap(sequence => sequence.added)),
    texts: Int32Array.from(all.flatMap(sequence => sequence.texts)),
  }
}
