import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { type BasicType, fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'
import { InstarError, msg } from '../../errors/index.ts'
import { writeError } from '../../files/index.ts'

/** Columns of a table by name. Every column may hold nothing (null). */
export type Columns = Readonly<Record<string, BasicType>>

/** A Parquet file that is being written. It appears under its name when it is closed, whole. */
export interface TableWriter {
  append(row: Readonly<Record<string, unknown>>): void
  /** @throws InstarError when the disk is full or the folder cannot be written. */
  close(): Promise<void>
  /** Forgets what was written. */
  abandon(): Promise<void>
}

/** A row group ends with its thousandth row, or earlier when its texts grow long: readers hold one in memory. */
const groupRows = 1000
const groupCharacters = 4_000_000

/** Writes rows to a Parquet file, group by group, under a temporary name until it is closed. */
export async function createTable(path: string, columns: Columns): Promise<TableWriter> {
  const temporary = `${path}.tmp`
  const guard = <T>(work: () => T): T => {
    try {
      return work()
    } catch (cause) {
      throw writeError(path, cause)
    }
  }
  await mkdir(dirname(path), { recursive: true }).catch(cause => Promise.reject(writeError(path, cause)))
  const empty = Object.entries(columns).map(([name, type]) => ({ name, type, data: [] as unknown[], nullable: true }))
  const writer = guard(
    () =>
      new ParquetWriter({
        writer: fileWriter(temporary),
        schema: schemaFromColumnData({ columnData: empty }),
        createdBy: 'instar',
      }),
  )
  let rows: Readonly<Record<string, unknown>>[] = []
  let characters = 0
  const flush = () => {
    if (rows.length > 0)
      void writer.write({
        columnData: empty.map(({ name, type }) => ({ name, type, data: rows.map(row => row[name] ?? null) })),
        rowGroupSize: groupRows,
      })
    rows = []
    characters = 0
  }
  return {
    append: row => {
      rows.push(row)
      for (const value of Object.values(row)) if (typeof value === 'string') characters += value.length
      if (rows.length === groupRows || characters >= groupCharacters) guard(flush)
    },
    close: async () => {
      guard(() => {
        flush()
        void writer.finish()
      })
      try {
        const file = await open(temporary, 'r+')
        await file.sync().finally(() => file.close())
        await rename(temporary, path)
      } catch (cause) {
        throw writeError(path, cause)
      }
    },
    abandon: () => rm(temporary, { force: true }),
  }
}

/** Rows of a Parquet file, one row group in memory at a time. */
export async function* readRows(path: string, columns?: readonly string[]): AsyncGenerator<Record<string, unknown>> {
  try {
    const file = await asyncBufferFromFile(path)
    const metadata = await parquetMetadataAsync(file)
    let rowStart = 0
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows)
      const options = { file, metadata, compressors, rowStart, rowEnd, ...(columns ? { columns: [...columns] } : {}) }
      yield* await parquetReadObjects(options)
      rowStart = rowEnd
    }
  } catch (cause) {
    throw new InstarError(msg`Could not read ${path}: ${cause}`, { cause })
  }
}
