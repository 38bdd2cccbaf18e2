import { extractPage } from '../../extract/index.ts'
import { wholeFile } from './bytes.ts'
import type { FileRecord } from './record.ts'

/** The fields of a page or message as a record: `text` is its main text as Markdown. */
export interface PageFields {
  readonly text: string
  readonly title?: string
  readonly url?: string
  /** `YYYY-MM-DD`: the day of publication that a page claims, else that on which it was fetched; of a message, of sending. */
  readonly date?: string
  /** What the page claims. */
  readonly language?: string
}

/**
 * A page as a record.
 *
 * @param options.fetched  the day on which it was fetched, `YYYY-MM-DD`
 */
export function pageRecord(
  index: number,
  bytes: Uint8Array,
  { url, contentType, fetched }: { url?: string; contentType?: string; fetched?: string | undefined } = {},
): FileRecord {
  const found = extractPage(bytes, { ...(url ? { url } : {}), ...(contentType ? { contentType } : {}) })
  if ('reason' in found) return { index, reason: found.reason, damaged: false }
  const date = found.date ?? fetched
  const value: PageFields = { ...found, ...(url ? { url } : {}), ...(date ? { date } : {}) }
  return { index, value }
}

/** A file of HTML as one record. */
export async function* htmlRecords(path: string): AsyncGenerator<FileRecord> {
  yield pageRecord(0, await wholeFile(path))
}
