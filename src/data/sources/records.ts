import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { createGunzip, gunzip } from 'node:zlib'
import { InstarError } from '../../errors/index.ts'
import { readRows } from '../shards/table.ts'
import { fileFormat, type SourceFile } from './files.ts'

/** One entry of a file: a whole text, or an object of JSON or Parquet, with its number in the file. */
export interface FileRecord {
  readonly index: number
  readonly value: unknown
}

/**
 * The entries of a file: one for a text, one per line of JSON Lines, one per row of Parquet; of JSON one per element of
 * a list at the top, else the whole. JSON Lines and Parquet are streamed.
 *
 * @throws InstarError naming the file, and the line where there is one.
 */
export async function* fileRecords(file: SourceFile): AsyncGenerator<FileRecord> {
  try {
    const format = fileFormat(file.name)
    if (format === 'jsonl') yield* lines(file)
    else if (format === 'parquet') yield* numbered(readRows(file.path))
    else {
      const text = await wholeText(file.path)
      const value: unknown = format === 'json' ? JSON.parse(text) : text
      yield* numbered(Array.isArray(value) ? value : [value])
    }
  } catch (cause) {
    if (cause instanceof InstarError) throw cause
    throw new InstarError(`Could not read ${file.path}: ${(cause as Error).message}`, { cause })
  }
}

async function* lines(file: SourceFile): AsyncGenerator<FileRecord> {
  const raw = createReadStream(file.path)
  const bytes = file.path.endsWith('.gz') ? raw.pipe(createGunzip()) : raw
  raw.once('error', error => bytes.destroy(error)) // pipe does not pass errors on
  try {
    let index = 0
    for await (const line of createInterface({ input: bytes, crlfDelay: Number.POSITIVE_INFINITY })) {
      index++
      const text = index === 1 ? withoutMark(line) : line
      if (text.trim() !== '') yield { index: index - 1, value: parseLine(text, file.path, index) }
    }
    if (raw.errored) throw raw.errored
  } finally {
    raw.destroy()
  }
}

function parseLine(line: string, path: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new InstarError(`${path}:${number}: expected one JSON value per line: ${(cause as Error).message}`, { cause })
  }
}

async function wholeText(path: string): Promise<string> {
  const bytes = await readFile(path)
  return withoutMark((path.endsWith('.gz') ? await promisify(gunzip)(bytes) : bytes).toString('utf8'))
}

/** Without the byte order mark that some editors put before the first character. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '')
}

async function* numbered(values: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<FileRecord> {
  let index = 0
  for await (const value of values) yield { index: index++, value }
}
