import type { Phrase } from '../../../errors/index.ts'

/** One entry of a file with its number there: a whole text, or an object of JSON, Parquet, a page or a message. */
export interface FoundRecord {
  readonly index: number
  readonly value: unknown
}

/** An entry that gives nothing. */
export interface SkippedRecord {
  readonly index: number
  /** The same words for the same cause, so that causes can be counted. */
  readonly reason: string
  /** What was found, where that says more. */
  readonly detail?: Phrase
  /** False for what is whole and simply no text, as the picture of a page in an archive of pages. */
  readonly damaged: boolean
}

export type FileRecord = FoundRecord | SkippedRecord

/** A line, page, message or text longer than this is damage, not data: it is not held in memory. */
export const maximumRecordBytes = 64 << 20

export const tooLong = `longer than ${maximumRecordBytes >> 20} MiB`
export const cutShort = 'cut short'

export function damaged(index: number, reason: string, detail?: Phrase): SkippedRecord {
  return { index, reason, damaged: true, ...(detail ? { detail } : {}) }
}
