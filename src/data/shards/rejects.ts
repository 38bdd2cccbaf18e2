import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Document } from '../document.ts'
import type { Filter, Rejection } from '../filters/index.ts'
import { documentColumns, documentOf } from './documents.ts'
import { createTable, readRows, type TableWriter } from './table.ts'

/** A table for what a filter rejects: the documents as it saw them, the reason, and the value measured. */
export function createRejects(folder: string, { name }: Pick<Filter, 'name'>): Promise<TableWriter> {
  return createTable(join(folder, `${name}.parquet`), {
    ...documentColumns,
    reason: 'STRING',
    value: 'DOUBLE',
    detail: 'STRING',
  })
}

/** What a filter rejected in a data folder, as the filter saw it, in the order of the documents. */
export async function* readRejects(
  folder: string,
  name: string,
): AsyncGenerator<{ readonly document: Document; readonly rejection: Rejection }> {
  const rejects = join(folder, 'rejects')
  const files = (await readdir(rejects)).filter(file => file.replace(/(-\d{5,})?\.parquet$/, '') === name).sort()
  for (const file of files)
    for await (const row of readRows(join(rejects, file)))
      yield {
        document: documentOf(row),
        rejection: {
          reason: String(row.reason),
          ...(typeof row.value === 'number' ? { value: row.value } : {}),
          ...(row.detail ? { detail: String(row.detail) } : {}),
        },
      }
}
