import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { msg, usageError } from '../../errors/index.ts'
import { removeUnfinished, writeWhole } from '../../files/index.ts'
import type { CrawlOptions, CrawlProgress, CrawlResult } from '../crawl/index.ts'
import type { Document } from '../document.ts'
import { createTable, type TableWriter } from '../shards/table.ts'
import { isFileAddress, openSource, type SkippedEntry, type SourceFile, sourceFiles } from '../sources/index.ts'
import {
  type CollectCursor,
  type CollectedSource,
  type CollectManifest,
  cursorFile,
  manifestFile,
  readCollection,
  readCursor,
} from './manifest.ts'

export interface CollectOptions {
  /** Addresses of pages to crawl from, and everything that {@link openSource} reads. */
  readonly sources: readonly string[]
  /** Where `documents-00000.parquet`, …, `pages/` with WARC files and `collection.json` go. */
  readonly folder: string
  /** What local paths are relative to. */
  readonly baseFolder: string
  /** Paths of the fields that are the text of a record of JSON or Parquet; `text` unless given. */
  readonly text?: readonly string[]
  readonly crawl: Pick<CrawlOptions, 'depth' | 'pages' | 'delay' | 'allowPrivate' | 'timeout'>
  readonly shardDocuments?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: CollectProgress) => void
}

export type CollectProgress =
  | ({ readonly kind: 'crawl'; readonly budget: number } & CrawlProgress)
  | {
      readonly kind: 'read'
      readonly source: string
      readonly documents: number
      readonly characters: number
      readonly skipped: number
      /** Bytes of the files that are done, and of all files of all sources that are known. */
      readonly bytes: number
      readonly ofBytes: number
    }

/** Columns of the shards. Every column may hold nothing. */
const columns = {
  id: 'STRING',
  url: 'STRING',
  date: 'STRING',
  text: 'STRING',
  source: 'STRING',
  metadata: 'JSON',
} as const
const defaultShardDocuments = 10_000
const pagesFolder = 'pages'

/**
 * Collects documents: pages from the web through WARC files, and documents of sources, into Parquet shards with id, url,
 * date, text, source and metadata. What gives no document is counted with its reason. Shards that are whole stay when it
 * is killed; started again, it goes on, and what comes from files ends in the same bytes. The manifest is written last.
 *
 * @throws InstarError when a source cannot be read at all or nothing can be written, and (usage) when the folder holds
 * another collection; the signal's reason when it is aborted.
 */
export async function collect(options: CollectOptions): Promise<CollectManifest> {
  const { folder, sources, text, shardDocuments = defaultShardDocuments } = options
  const { depth, pages } = options.crawl
  const key = JSON.stringify({ sources, text, depth, pages, shardDocuments })
  const [finished, begun] = [await readCollection(folder), await readCursor(folder)]
  if ((finished ?? begun)?.key !== (finished || begun ? key : undefined))
    throw usageError(msg`Expected ${folder} to be new or to hold the same collection, but it holds another`)
  if (finished) return finished
  if (begun) await removeUnfinished(folder)
  const starts = sources.filter(isPageAddress)
  const crawled = starts.length === 0 ? undefined : await crawlFrom(starts, options)
  const inputs = await inputsOf(options, crawled?.files ?? [])
  const { shards, sources: counts } = await writeShards({ ...options, shardDocuments }, key, inputs, begun)
  const manifest: CollectManifest = {
    format: 1,
    key,
    sources: counts,
    ...(crawled ? { crawl: shown(crawled) } : {}),
    shards,
  }
  await writeWhole(join(folder, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`)
  await rm(join(folder, cursorFile), { force: true })
  return manifest
}

async function crawlFrom(starts: readonly string[], options: CollectOptions): Promise<CrawlResult> {
  const { folder, signal, onProgress, crawl: limits } = options
  const { crawl } = await import('../crawl/index.ts') // 0.3 s that files need not pay
  return crawl({
    ...limits,
    starts,
    folder: join(folder, pagesFolder),
    ...(signal ? { signal } : {}),
    onProgress: progress => onProgress?.({ kind: 'crawl', budget: limits.pages, ...progress }),
  })
}

function shown({ pages, bytes, reasons, waiting, files }: CrawlResult): CollectManifest['crawl'] {
  return { pages, bytes, reasons: { ...reasons }, waiting, files: [...files] }
}

/** Whether a source is where a crawl begins, rather than a file or a set of files. */
function isPageAddress(source: string): boolean {
  return /^https?:/i.test(source) && URL.canParse(source) && !isFileAddress(source)
}

interface Input {
  readonly name: string
  readonly uri: string
  readonly baseFolder: string
  readonly files: readonly (SourceFile & { readonly bytes: number })[]
  /** Crawled pages are known by their addresses. */
  readonly isCrawl: boolean
}

async function inputsOf(options: CollectOptions, crawled: readonly string[]): Promise<Input[]> {
  const { sources, folder, baseFolder, signal } = options
  const sized = async (file: SourceFile) => ({ ...file, bytes: (await stat(file.path)).size })
  const inputs: Input[] = []
  for (const uri of sources.filter(source => !isPageAddress(source))) {
    const files = await sourceFiles(uri, { baseFolder, ...(signal ? { signal } : {}) })
    inputs.push({ name: uri, uri, baseFolder, files: await Promise.all(files.map(sized)), isCrawl: false })
  }
  if (crawled.length === 0) return inputs
  const pages = join(folder, pagesFolder)
  const files = await Promise.all(crawled.map(name => sized({ name, path: join(pages, name) })))
  return [...inputs, { name: pagesFolder, uri: pagesFolder, baseFolder: pages, files, isCrawl: true }]
}

async function writeShards(
  options: CollectOptions & { readonly shardDocuments: number },
  key: string,
  inputs: readonly Input[],
  begun: CollectCursor | undefined,
): Promise<Pick<CollectManifest, 'shards' | 'sources'>> {
  const { folder, text, shardDocuments, signal, onProgress } = options
  const ofBytes = inputs.reduce((sum, { files }) => sum + files.reduce((all, { bytes }) => all + bytes, 0), 0)
  const none = ({ name }: Input): CollectedSource => ({ source: name, documents: 0, characters: 0, skipped: {} })
  const counts = begun?.sources ?? inputs.map(none)
  const shards = begun?.shards ?? []
  const cursor = begun?.cursor ?? { source: 0, file: 0, documents: 0 }
  let open: { table: TableWriter; file: string; documents: number } | undefined
  let bytes = 0
  const finish = async () => {
    if (!open) return
    const { table, file, documents } = open
    await table.close()
    open = undefined
    shards.push({ file, documents, bytes: (await stat(join(folder, file))).size })
  }
  const append = async (document: Document, isCrawl: boolean) => {
    if (!open) {
      const file = `documents-${String(shards.length).padStart(5, '0')}.parquet`
      open = { file, table: await createTable(join(folder, file), columns), documents: 0 }
    }
    open.table.append(rowOf(document, isCrawl))
    open.documents++
  }
  try {
    for (const [number, input] of inputs.entries()) {
      const count = counts[number]!
      for (const [place, file] of input.files.entries()) {
        const passed = number < cursor.source || (number === cursor.source && place < cursor.file)
        const known = number === cursor.source && place === cursor.file ? cursor.documents : 0
        let seen = 0
        const onSkipped = (entry: SkippedEntry) => {
          if (seen >= known) countSkipped(count, entry)
        }
        const reading = { baseFolder: input.baseFolder, files: [file], onSkipped, ...(signal ? { signal } : {}) }
        for await (const document of passed ? [] : openSource({ uri: input.uri, text }, reading)) {
          signal?.throwIfAborted()
          if (++seen <= known) continue
          await append(document, input.isCrawl)
          count.documents++
          count.characters += document.text.length
          if (open!.documents >= shardDocuments) {
            await finish()
            const reached = { source: number, file: place, documents: seen }
            await writeWhole(
              join(folder, cursorFile),
              JSON.stringify({ key, sources: counts, shards, cursor: reached }),
            )
          }
          onProgress?.({ kind: 'read', source: input.name, ...totals(counts), bytes, ofBytes })
        }
        bytes += file.bytes
      }
    }
    await finish()
    return { shards, sources: counts }
  } catch (error) {
    await open?.table.abandon().catch(() => {}) // the first error matters more
    throw error
  }
}

function rowOf({ id, text, source, metadata = {} }: Document, isCrawl: boolean): Record<string, unknown> {
  const { url, date, ...others } = metadata
  const more = Object.keys(others).length > 0 ? { metadata: others } : {}
  if (!isCrawl) return { id, url, date, text, source, ...more }
  return { id: url, url, date, text, source: new URL(String(url)).origin, ...more }
}

function countSkipped({ skipped }: CollectedSource, { file, index, reason }: SkippedEntry): void {
  const known = skipped[reason]
  if (known) known.count++
  else skipped[reason] = { count: 1, first: `${file}:${index + 1}` }
}

function totals(counts: readonly CollectedSource[]): { documents: number; characters: number; skipped: number } {
  const all = { documents: 0, characters: 0, skipped: 0 }
  for (const { documents, characters, skipped } of counts) {
    all.documents += documents
    all.characters += characters
    for (const { count } of Object.values(skipped)) all.skipped += count
  }
  return all
}
