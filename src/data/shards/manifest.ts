import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { InstarError, msg } from '../../errors/index.ts'

const natural = z.int().min(0)

const shard = z.object({ file: z.string(), documents: natural, bytes: natural, sha256: z.string() })

const split = z.object({
  documents: natural,
  characters: natural,
  /** UTF-8 bytes of the texts: the unit of bits per byte. */
  textBytes: natural,
  shards: z.array(shard),
})

const manifest = z.object({
  format: z.literal(1),
  /** Documents and characters that each source gave. */
  sources: z.record(z.string(), z.object({ documents: natural, characters: natural })),
  /** Entries of the sources that gave no document, per reason: damaged ones, and those without text. */
  skipped: z.record(z.string(), natural).default({}),
  /** Documents kept, per language. */
  languages: z.record(z.string(), natural),
  /** What each filter did, in their order. */
  filters: z.array(
    z.object({
      name: z.string(),
      seen: natural,
      changed: natural,
      rejected: natural,
      /** Documents rejected, per reason. */
      reasons: z.record(z.string(), natural),
      /** UTF-8 bytes of the texts that came to the filter, that it rejected, and that it cut out of texts it kept. */
      seenBytes: natural.default(0),
      rejectedBytes: natural.default(0),
      cutBytes: z.int().default(0),
    }),
  ),
  train: split,
  validation: split,
  /** What the folder was made from and how, as a hash; only of what can be gone on with. */
  plan: z.string().optional(),
})

/** What a data folder holds and what was thrown away on the way: `manifest.json`. */
export type DataManifest = z.infer<typeof manifest>
export type SplitName = 'train' | 'validation'
export type SplitManifest = DataManifest[SplitName]
export type FilterCounts = DataManifest['filters'][number]

/**
 * Reads `manifest.json` of a data folder.
 *
 * @throws InstarError when there is none, or it is not of this format.
 */
export async function readManifest(folder: string): Promise<DataManifest> {
  const path = join(folder, 'manifest.json')
  try {
    return manifest.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    const found = missing ? msg`there is none` : msg`it is damaged or of another format`
    throw new InstarError(msg`Expected the manifest of a data folder at ${path}, but ${found}`, { cause })
  }
}
