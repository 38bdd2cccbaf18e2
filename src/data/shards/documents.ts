import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { InstarError, msg } from '../../errors/index.ts'
import type { Document } from '../document.ts'
import { readManifest, type SplitManifest, type SplitName } from './manifest.ts'
import { type Columns, createTable, readRows, type TableWriter } from './table.ts'

/** Columns of a shard of documents. `metadata` is JSON. */
export const documentColumns: Columns = {
  id: 'STRING',
  text: 'STRING',
  source: 'STRING',
  language: 'STRING',
  metadata: 'JSON',
}

/** Writes the documents of one split as shards `NAME-00000.parquet`, … */
export interface ShardWriter {
  append(document: Document): Promise<void>
  /** What was written. */
  close(): Promise<SplitManifest>
  abandon(): Promise<void>
}

export function createShards(folder: string, name: SplitName, shardDocuments: number): ShardWriter {
  const totals: SplitManifest = { documents: 0, characters: 0, textBytes: 0, shards: [] }
  let open: { table: TableWriter; file: string; documents: number } | undefined
  const finish = async () => {
    if (!open) return
    const { table, file, documents } = open
    await table.close()
    open = undefined
    const path = join(folder, file)
    totals.shards.push({ file, documents, bytes: (await stat(path)).size, sha256: await sha256(path) })
  }
  return {
    append: async document => {
      if (!open) {
        const file = `${name}-${String(totals.shards.length).padStart(5, '0')}.parquet`
        open = { file, table: await createTable(join(folder, file), documentColumns), documents: 0 }
      }
      open.table.append({ ...document })
      open.documents++
      totals.documents++
      totals.characters += document.text.length
      totals.textBytes += Buffer.byteLength(document.text)
      if (open.documents >= shardDocuments) await finish()
    },
    close: async () => {
      await finish()
      return totals
    },
    abandon: async () => open?.table.abandon(),
  }
}

/**
 * The documents of a split, in the order in which they were written, one row group in memory at a time.
 *
 * @throws InstarError when a shard is missing or not as long as the manifest says.
 */
export async function* readDocuments(folder: string, split: SplitName): AsyncGenerator<Document> {
  const manifest = await readManifest(folder)
  for (const { file, bytes } of manifest[split].shards) {
    const path = join(folder, file)
    const found = await stat(path).catch(() => undefined)
    if (found?.size !== bytes)
      throw new InstarError(
        msg`Expected ${bytes} bytes in ${path}, but ${found ? msg`found ${found.size}` : msg`there is no such file`}.
          Delete the data folder and run again`,
      )
    for await (const row of readRows(path)) yield documentOf(row)
  }
}

/** The document in a row of a shard. */
export function documentOf({ id, text, source, language, metadata }: Readonly<Record<string, unknown>>): Document {
  return {
    id: String(id),
    text: String(text),
    source: String(source),
    ...(language ? { language: String(language) } : {}),
    ...(metadata ? { metadata: metadata as Record<string, string | number> } : {}),
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
