import { join } from 'node:path'
import { writeWhole } from '../../files/index.ts'
import type { Document } from '../document.ts'
import type { Filter } from '../filters/index.ts'
import { createShards } from './documents.ts'
import type { DataManifest } from './manifest.ts'
import { addLength, noLengths, type Observations, observationsFile } from './observations.ts'
import { createRejects } from './rejects.ts'
import { createSieve } from './sieve.ts'
import { splitByDocument } from './split.ts'

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
  const manifest = { skipped: {}, sources: {} as DataManifest['sources'], languages: {} as DataManifest['languages'] }
  const splits = {
    train: createShards(folder, 'train', shardDocuments),
    validation: createShards(folder, 'validation', shardDocuments),
  }
  const rejects = await Promise.all(filters.map(filter => createRejects(join(folder, 'rejects'), filter)))
  const sieve = createSieve(filters, (index, document, rejection) =>
    rejects[index]!.append({ ...document, ...rejection }),
  )
  const [collected, keptLengths] = [noLengths(), noLengths()]
  let seen = 0
  let kept = 0
  try {
    for await (const document of options.documents) {
      signal?.throwIfAborted()
      const source = manifest.sources[document.source] ?? { documents: 0, characters: 0 }
      source.documents++
      source.characters += document.text.length
      manifest.sources[document.source] = source
      addLength(collected, document.text.length, Buffer.byteLength(document.text))
      const clean = sieve.apply(document)
      if (clean) {
        kept++
        addLength(keptLengths, clean.text.length, Buffer.byteLength(clean.text))
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
      filters: sieve.counts(),
      train: await splits.train.close(),
      validation: await splits.validation.close(),
    }
    const observations: Observations = { format: 1, collected, kept: keptLengths, filters: sieve.observations() }
    await writeWhole(join(folder, observationsFile), `${JSON.stringify(observations, null, 1)}\n`)
    await writeWhole(join(folder, 'manifest.json'), `${JSON.stringify(complete, null, 2)}\n`)
    options.onProgress?.({ seen, kept })
    return complete
  } catch (error) {
    await Promise.all([...rejects, splits.train, splits.validation].map(table => table.abandon()))
    throw error
  }
}
