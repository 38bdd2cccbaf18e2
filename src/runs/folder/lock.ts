import { DatabaseSync } from 'node:sqlite'
import { InstarError, msg } from '../../errors/index.ts'

/**
 * Takes the right to write in a run folder, or returns undefined when another process or another part of this one has
 * it. The right is an exclusive SQLite transaction on `path`: the operating system takes it back when its process
 * dies, however it dies, so there are no stale locks to recognise.
 *
 * @throws InstarError when no such file can be made or used: nobody may write here, or it is something else.
 */
export function tryLock(path: string): { release(): void } | undefined {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { timeout: 0 })
    database.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    database?.close()
    if ((cause as { errcode?: number }).errcode === 5) return undefined // SQLITE_BUSY
    throw new InstarError(msg`Could not lock ${path}: ${cause}`, { cause })
  }
  return { release: () => database.close() }
}
