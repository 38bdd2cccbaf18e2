import { DatabaseSync } from 'node:sqlite'

/**
 * Takes the right to write in a run folder, or returns undefined when another process or another part of this one has
 * it. The right is an exclusive SQLite transaction on `path`: the operating system takes it back when its process
 * dies, however it dies, so there are no stale locks to recognise.
 */
export function tryLock(path: string): { release(): void } | undefined {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode === 5) return undefined // SQLITE_BUSY
    throw error
  }
  return { release: () => database.close() }
}
