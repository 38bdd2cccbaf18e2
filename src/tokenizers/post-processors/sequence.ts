/** Tokens of one sequence on their way out, with what the post-processor says about them. */
export interface Sequence {
  readonly ids: readonly number[]
  /** Start and end of each token in its text, one after the other. */
  readonly offsets: readonly number[]
  readonly typeIds: readonly number[]
  /** By token: 1 for what the post-processor added. */
  readonly added: readonly number[]
  /** By token: which of the texts it comes from; -1 for what was added. */
  readonly texts: readonly number[]
}

export interface PostProcessor {
  /** Puts tokens around the sequences: one, or a pair. */
  surround(sequences: readonly Sequence[]): readonly Sequence[]
  /** Takes the white space out of the offsets of a sequence. */
  trim?(sequence: Sequence, text: string): Sequence
}

/** A sequence of one token that stands for no text. */
export function one(id: number, type: number): Sequence {
  return { ids: [id], offsets: [0, 0], typeIds: [type], added: [1], texts: [-1] }
}

/** The sequence with another type. */
export function typed(sequence: Sequence, type: number): Sequence {
  return { ...sequence, typeIds: sequence.ids.map(() => type) }
}
