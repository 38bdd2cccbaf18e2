import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { InstarError, msg } from '../../errors/index.ts'

const natural = z.int().min(0)

const source = z.object({
  source: z.string(),
  documents: natural,
  characters: natural,
  /** What gave no document: how often for which reason, and where first. */
  skipped: z.record(z.string(), z.object({ count: natural, first: z.string() })),
})

const shard = z.object({ file: z.string(), documents: natural, bytes: natural })

const crawled = z.object({
  pages: natural,
  bytes: natural,
  /** Addresses that gave no page, per reason. */
  reasons: z.record(z.string(), natural),
  /** Addresses that were found and not asked, for the budget was spent. */
  waiting: natural,
  files: z.array(z.string()),
})

const manifest = z.object({
  format: z.literal(1),
  /** What was collected, and how: a folder holds one collection. */
  key: z.string(),
  sources: z.array(source),
  crawl: crawled.optional(),
  shards: z.array(shard),
})

/** What a folder of collected documents holds: `collection.json`. */
export type CollectManifest = z.infer<typeof manifest>
export type CollectedSource = z.infer<typeof source>

/** The shards that are whole, and how far in the sources they reach. */
const progress = z.object({
  key: z.string(),
  sources: z.array(source),
  shards: z.array(shard),
  /** Documents of a file of a source that are in shards. */
  cursor: z.object({ source: natural, file: natural, documents: natural }),
})
export type CollectCursor = z.infer<typeof progress>

export const manifestFile = 'collection.json'
export const cursorFile = 'collection.part.json'

/** @throws InstarError when it is damaged; undefined when there is none. */
export function readCollection(folder: string): Promise<CollectManifest | undefined> {
  return readJson(join(folder, manifestFile), manifest)
}

export function readCursor(folder: string): Promise<CollectCursor | undefined> {
  return readJson(join(folder, cursorFile), progress)
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new InstarError(msg`Expected what a collection left at ${path}, but it is damaged. Delete it to begin anew`, {
      cause,
    })
  }
}
