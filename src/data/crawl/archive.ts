import { type FileHandle, mkdir, open, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { WARCRecord, WARCSerializer } from 'warcio'
import { writeError } from '../../files/index.ts'
import type { Fetched } from './fetch.ts'

/** Where a page stands in the archive: the file, and the byte after its record. */
export interface ArchivePlace {
  readonly file: number
  readonly end: number
}

/** Pages as WARC files, packed record by record; a file has its name once it is whole. */
export interface PageArchive {
  append(url: string, page: Fetched, date: Date): Promise<ArchivePlace>
  /** Gives the last file its name. @returns the names of all files */
  close(): Promise<string[]>
  /** Leaves the last file as it is, to be gone on with. */
  pause(): Promise<void>
}

/** A file is full with about so many bytes, as crawlers usually have it. */
const fullBytes = 1 << 30

function archiveName(file: number): string {
  return `pages-${String(file).padStart(5, '0')}.warc.gz`
}

/**
 * Opens an archive, or goes on with one.
 *
 * @param options.after  the last place that is known to be good; what was written after it is dropped
 */
export async function openArchive(
  folder: string,
  {
    after,
    software,
    fileBytes = fullBytes,
  }: { after?: ArchivePlace | undefined; software: string; fileBytes?: number },
): Promise<PageArchive> {
  let file = after?.file ?? 0
  let end = 0
  let handle: FileHandle | undefined
  const path = () => join(folder, archiveName(file))

  const begin = async (at: number) => {
    handle = await open(`${path()}.part`, at > 0 ? 'r+' : 'w')
    await handle.truncate(at)
    end = at
    if (at === 0) {
      const info = WARCRecord.createWARCInfo(
        { filename: archiveName(file) },
        { software, format: 'WARC File Format 1.1' },
      )
      await write(await WARCSerializer.serialize(info, { gzip: true }))
    }
  }
  const write = async (bytes: Uint8Array) => {
    await handle!.write(bytes, 0, bytes.length, end)
    end += bytes.length
  }
  const finish = async () => {
    if (!handle) return
    await handle.sync()
    await handle.close()
    handle = undefined
    await rename(`${path()}.part`, path())
    file++
  }
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (cause) {
      throw writeError(path(), cause)
    }
  }
  await guarded(async () => {
    await mkdir(folder, { recursive: true })
    if (!after) return
    const whole = await stat(path()).catch(() => undefined)
    if (whole && whole.size > after.end) await rename(path(), `${path()}.part`) // its last page is not known
    if (whole?.size === after.end) file++
    else await begin(after.end)
  })
  return {
    append: (url, page, date) =>
      guarded(async () => {
        if (!handle) await begin(0)
        await write(await responseRecord(url, page, date))
        const place = { file, end }
        if (end >= fileBytes) await finish()
        return place
      }),
    close: () =>
      guarded(async () => {
        await finish()
        return Array.from({ length: file }, (_, number) => archiveName(number))
      }),
    pause: () => guarded(async () => handle?.close()),
  }
}

function responseRecord(url: string, { status, statusText, headers, body }: Fetched, date: Date): Promise<Uint8Array> {
  const record = WARCRecord.create(
    {
      type: 'response',
      url,
      date: date.toISOString().replace(/\.\d+Z$/, 'Z'),
      statusline: `HTTP/1.1 ${status} ${statusText || 'OK'}`,
      httpHeaders: headers,
    },
    [body],
  )
  return WARCSerializer.serialize(record, { gzip: true })
}
