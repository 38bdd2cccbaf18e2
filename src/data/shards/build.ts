import { join } from 'node:path'
import { writeWhole } from '../../files/index.ts'
import type { Document } from '../document.ts'
import { type Filter, isRejection } from '../filters/index.ts'
import { createShards, documentColumns } from './documents.ts'
import type { DataManifest, FilterCounts } from './manifest.ts'
import { splitByDocument } from './split.ts'
import { createTable, type TableWriter } from './table.ts'

export interface BuildOptions {
  readonly documents: AsyncIterable<Document> | Iterable<Document>
  readonly filters: readonly Filter[]
  /** Where the shards, `rejects/` and `manifest.json` go. */
  readonly folder: string
  /** Share of documents set apart for validation. */
  readonly validationShare: number
  readonly shardDocuments: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: { seen: number; kept: number }) => void
}

/**
 * Cleans documents and writes them as shards, split by document; what a filter rejects goes to
 * `rejects/FILTER.parquet` with the reason and the value measured, as it was when the filter saw it. The manifest is
 * written last: a folder with one is complete. Equal documents and filters give equal bytes.
 *
 * @throws InstarError when something cannot be read or written; the signal's reason when it is aborted.
 */
export async function buildDocuments(options: BuildOptions): Promise<DataManifest> {
  const { folder, filters, validationShare, shardDocuments, signal } = options
  const counts = filters.map(({ name }): FilterCounts => ({ name, seen: 0, changed: 0, rejected: 0, reasons: {} }))
  const manifest = { sources: {} as DataManifest['sources'], languages: {} as DataManifest['languages'] }
  const splits = {
    train: createShards(folder, 'train', shardDocuments),
    validation: createShards(folder, 'validation', shardDocuments),
  }
  const rejects = await Promise.all(filters.map(filter => rejectTable(folder, filter)))
  let seen = 0
  let kept = 0
  try {
    for await (const document of options.documents) {
      signal?.throwIfAborted()
      const source = manifest.sources[document.source] ?? { documents: 0, characters: 0 }
      source.documents++
      source.characters += document.text.length
      manifest.sources[document.source] = source
      const clean = filtered(document, filters, counts, rejects)
      if (clean) {
        kept++
        const language = clean.language ?? 'unknown'
        manifest.languages[language] = (manifest.languages[language] ?? 0) + 1
        await splits[splitByDocument(clean.id, validationShare)].append(clean)
      }
      if (++seen % 500 === 0) {
        options.onProgress?.({ seen, kept })
        await new Promise(setImmediate) // filters are synchronous: let signals and timers through
      }
    }
    for (const table of rejects) await table.close()
    const complete: DataManifest = {
      format: 1,
      ...manifest,
      filters: counts,
      train: await splits.train.close(),
      validation: await splits.validation.close(),
    }
    await writeWhole(join(folder, 'manifest.json'), `${JSON.stringify(complete, null, 2)}\n`)
    options.onProgress?.({ seen, kept })
    return complete
  } catch (error) {
    await Promise.all([...rejects, splits.train, splits.validation].map(table => table.abandon()))
    throw error
  }
}

/** The document after all filters; undefined when one rejects it, which is then counted and kept. */
function filtered(
  document: Document,
  filters: readonly Filter[],
  counts: readonly FilterCounts[],
  rejects: readonly TableWriter[],
): Document | undefined {
  for (const [index, filter] of filters.entries()) {
    const count = counts[index]!
    const result = filter.apply(document)
    count.seen++
    if (isRejection(result)) {
      count.rejected++
      count.reasons[result.reason] = (count.reasons[result.reason] ?? 0) + 1
      rejects[index]!.append({ ...document, ...result })
      return undefined
    }
    if (result.text !== document.text) count.changed++
    document = result
  }
  return document
}

function rejectTable(folder: string, filter: Filter): Promise<TableWriter> {
  return createTable(join(folder, 'rejects', `${filter.name}.parquet`), {
    ...documentColumns,
    reason: 'STRING',
    value: 'DOUBLE',
    detail: 'STRING',
  })
}
