import type { Clusters, DataManifest, FilterObservations, Lengths, SplitManifest } from '../shards/index.ts'

/** What a part of the input was cut into. */
export interface PartRecord {
  readonly pieces: number
}

/** What one round did with a piece. What was observed lies beside it, in a file of its own. */
export interface PieceRecord {
  /** Documents that came in, before the first filter. */
  readonly seen: number
  readonly seenBytes: number
  readonly kept: number
  /** Keys of the fullest band. */
  readonly keys: number
}

/** What is known of a piece after a round, beside its record. */
export interface PieceFacts {
  readonly sources: DataManifest['sources']
  readonly languages: DataManifest['languages']
  /** Entries read on the way that gave no document. */
  readonly skipped: DataManifest['skipped']
  readonly counts: DataManifest['filters']
  readonly observations: readonly FilterObservations[]
  readonly collected: Lengths
  readonly kept: Lengths
  /** What was written in the last round. */
  readonly splits?: { readonly train: SplitManifest; readonly validation: SplitManifest }
}

export interface MatchRecord {
  /** Where the records of each piece begin in the file of matches, and where the last ones end. */
  readonly starts: readonly number[]
}

export type ClusterRecord = Clusters
