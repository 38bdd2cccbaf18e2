import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { msg, usageError } from '../../errors/index.ts'
import { writeError } from '../../files/index.ts'
import type { ArchivePlace } from './archive.ts'

/** An address that was found. */
export interface FoundAddress {
  readonly url: string
  /** Links followed from a start. */
  readonly depth: number
  /** The addresses that redirected here. */
  readonly via?: readonly string[] | undefined
}

const address = z.object({ url: z.string(), depth: z.int().min(0), via: z.array(z.string()).optional() })
const settled = z.object({
  url: z.string(),
  place: z.object({ file: z.int().min(0), end: z.int().min(0) }).optional(),
  /** Length of the page. */
  bytes: z.int().min(0).optional(),
  skipped: z.string().optional(),
})
const entry = z.union([
  z.strictObject({ start: z.string() }),
  z.strictObject({ found: z.array(address) }),
  z.strictObject({ settled, found: z.array(address) }),
])

/** What became of an address: a page in the archive, or the reason why there is none. */
export type Settled = z.infer<typeof settled>

/** What a crawl has done so far, written line by line: what is not there was not done. */
export interface Journal {
  readonly found: readonly FoundAddress[]
  readonly settled: readonly Settled[]
  /** The last page's place. */
  readonly place: ArchivePlace | undefined
  write(entry: { found: readonly FoundAddress[]; settled?: Settled }): Promise<void>
  close(): Promise<void>
}

const journalName = 'crawl.jsonl'

/**
 * Opens the journal of a crawl in a folder, or begins one.
 *
 * @param key  what the crawl is of: another one cannot be gone on with
 * @throws InstarError (usage) when the folder holds another crawl.
 */
export async function openJournal(folder: string, key: string): Promise<Journal> {
  const path = join(folder, journalName)
  const found: FoundAddress[] = []
  const done: Settled[] = []
  let place: ArchivePlace | undefined
  let whole = 0
  const lines = await readFile(path).catch(() => Buffer.alloc(0))
  for (let end = lines.indexOf(10); end >= 0; end = lines.indexOf(10, whole)) {
    const parsed = entry.safeParse(parse(lines.toString('utf8', whole, end)))
    if (!parsed.success) break // a power cut: what follows cannot be trusted
    whole = end + 1
    if ('start' in parsed.data) {
      if (parsed.data.start !== key)
        throw usageError(msg`Expected ${folder} to hold the same crawl, but it holds another`)
      continue
    }
    found.push(...parsed.data.found)
    if (!('settled' in parsed.data)) continue
    done.push(parsed.data.settled)
    place = parsed.data.settled.place ?? place
  }
  let handle: FileHandle
  try {
    await mkdir(folder, { recursive: true })
    handle = await open(path, whole > 0 ? 'r+' : 'w')
    await handle.truncate(whole)
  } catch (cause) {
    throw writeError(path, cause)
  }
  let end = whole
  const append = async (value: unknown) => {
    const bytes = Buffer.from(`${JSON.stringify(value)}\n`)
    const at = end
    end += bytes.length
    await handle.write(bytes, 0, bytes.length, at).catch(cause => Promise.reject(writeError(path, cause)))
  }
  if (whole === 0) await append({ start: key })
  return { found, settled: done, place, write: append, close: () => handle.close() }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
