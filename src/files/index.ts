import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { foreign, InstarError, msg, type Phrase } from '../errors/index.ts'

const temporaryEnding = '.instar-tmp'

/**
 * Writes a file whole: temporary name in the same folder, fsync, rename, fsync of the folder. A reader sees the old
 * bytes or the new ones, never a part; a failure (a full disk, say) leaves what was there untouched.
 *
 * @throws InstarError naming the path and the reason.
 */
export async function writeWhole(path: string, data: string | Uint8Array | readonly Uint8Array[]): Promise<void> {
  const folder = dirname(path)
  const temporary = join(folder, `.${randomBytes(6).toString('hex')}${temporaryEnding}`)
  try {
    await mkdir(folder, { recursive: true })
    const file = await open(temporary, 'wx')
    try {
      for (const part of Array.isArray(data) ? data : [data]) await file.writeFile(part as string | Uint8Array)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(folder)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {})
    throw writeError(path, cause)
  }
}

/**
 * Removes what killed processes left of {@link writeWhole}, anywhere below a folder. Nobody may be writing there.
 */
export async function removeUnfinished(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  for (const entry of entries)
    if (entry.isFile() && entry.name.endsWith(temporaryEnding)) await rm(join(entry.parentPath, entry.name))
}

/** Makes a rename or a new file in `folder` survive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return // Windows cannot open a folder for fsync
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What is said when a file could not be written, whoever wrote it. */
export function writeError(path: string, cause: unknown): InstarError {
  return new InstarError(msg`Could not write ${path}: ${reason(cause as NodeJS.ErrnoException)}`, { cause })
}

function reason({ code = '', message }: NodeJS.ErrnoException): Phrase {
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return msg`the disk is full. Free some space and run the same command again`
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return msg`permission denied`
  return foreign(message)
}
