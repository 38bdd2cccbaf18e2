import { InstarError, msg, phraseOf } from '../../../errors/index.ts'
import { readRows } from '../../shards/table.ts'
import { Damage } from './bytes.ts'
import { mailboxRecords, messageRecords } from './mail.ts'
import { htmlRecords } from './page.ts'
import { damaged, type FileRecord } from './record.ts'
import { jsonRecords, lineRecords, textRecords } from './text.ts'
import { warcRecords } from './warc.ts'

export type { FileRecord } from './record.ts'

const readers = {
  text: textRecords,
  json: jsonRecords,
  jsonl: lineRecords,
  parquet: parquetRecords,
  html: htmlRecords,
  warc: warcRecords,
  mbox: mailboxRecords,
  eml: messageRecords,
} as const satisfies Record<string, (path: string) => AsyncGenerator<FileRecord>>

export type FileFormat = keyof typeof readers

const formatOfEnding: Readonly<Record<string, FileFormat>> = {
  txt: 'text',
  md: 'text',
  markdown: 'text',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  parquet: 'parquet',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  warc: 'warc',
  wet: 'warc',
  mbox: 'mbox',
  eml: 'eml',
}

/** The endings of names that are read, as a sentence lists them. */
export const readableEndings = `${Object.keys(formatOfEnding)
  .map(ending => `.${ending}`)
  .join(' ')}, also .gz and .zst`

/** The format of a file by its name; undefined when it is none that we read. */
export function fileFormat(name: string): FileFormat | undefined {
  const [, ending, packed] = /\.([a-z]+)(\.gz|\.zst)?$/.exec(name) ?? []
  const format = ending === undefined ? undefined : formatOfEnding[ending]
  return format === 'parquet' && packed ? undefined : format
}

/**
 * The entries of a file in their order, streamed: one of a text, page or message; of JSON one per element of a list at
 * the top, else the whole; one per line, row, archived record or message of a mailbox. What is damaged is among them.
 *
 * @throws InstarError when the file cannot be read at all.
 */
export async function* fileRecords(path: string, format: FileFormat): AsyncGenerator<FileRecord> {
  let next = 0
  try {
    for await (const record of readers[format](path)) {
      next = record.index + 1
      yield record
    }
  } catch (error) {
    if (error instanceof Damage) yield damaged(next, error.reason, phraseOf(error))
    else if (error instanceof InstarError) throw error
    else throw new InstarError(msg`Could not read ${path}: ${error}`, { cause: error })
  }
}

async function* parquetRecords(path: string): AsyncGenerator<FileRecord> {
  let index = 0
  try {
    for await (const value of readRows(path)) yield { index: index++, value }
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException
    if (code !== undefined) throw error
    yield damaged(index, 'not Parquet', phraseOf(error))
  }
}
