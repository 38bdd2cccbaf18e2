import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { foreign, InstarError, msg, type Phrase } from '../../errors/index.ts'

/** Raised whenever a reader of the version before could misunderstand a run folder. */
const formatVersion = 1

const schema = `
  CREATE TABLE stages (
    name TEXT PRIMARY KEY, position INTEGER NOT NULL, kind TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'running', 'done')),
    started TEXT, finished TEXT, summary TEXT
  ) STRICT;
  CREATE TABLE metrics (
    stage TEXT NOT NULL, name TEXT NOT NULL, step INTEGER NOT NULL, value REAL, time TEXT NOT NULL,
    PRIMARY KEY (stage, name, step)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE samples (
    id INTEGER PRIMARY KEY, stage TEXT NOT NULL, step INTEGER NOT NULL, prompt TEXT NOT NULL, text TEXT NOT NULL,
    time TEXT NOT NULL
  ) STRICT;
  CREATE TABLE events (
    id INTEGER PRIMARY KEY, time TEXT NOT NULL, stage TEXT, kind TEXT NOT NULL, data TEXT NOT NULL
  ) STRICT;
`

/** `run.db`, with failures turned into sentences that name the file. */
export interface Store {
  /** Runs a statement; returns its rows. */
  rows(sql: string, ...values: SQLInputValue[]): Record<string, SQLInputValue>[]
  /** Runs one statement for each list of values, all of them or none. */
  writeAll(sql: string, rows: readonly SQLInputValue[][]): void
  /** All writes of `work`, or none. */
  transaction(work: () => void): void
  close(): void
}

/**
 * Opens or creates `run.db`.
 *
 * @throws InstarError when the file is no database of ours, or one of a newer version; it is left as it is.
 */
export function openStore(path: string, options: { readOnly: boolean }): Store {
  const guard = <T>(work: () => T): T => {
    try {
      return work()
    } catch (cause) {
      if (cause instanceof InstarError) throw cause
      throw new InstarError(msg`${path}: ${sentence(cause as Error & { errcode?: number })}`, { cause })
    }
  }
  const database = guard(() => new DatabaseSync(path, { readOnly: options.readOnly, timeout: 10_000 }))
  try {
    guard(() => prepare(database, path, options.readOnly))
  } catch (error) {
    database.close()
    throw error
  }
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  const statement = (sql: string) => {
    const known = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, known)
    return known
  }
  const store: Store = {
    rows: (sql, ...values) => guard(() => statement(sql).all(...values) as Record<string, SQLInputValue>[]),
    writeAll: (sql, rows) => store.transaction(() => rows.forEach(row => void statement(sql).run(...row))),
    transaction: work =>
      guard(() => {
        database.exec('BEGIN IMMEDIATE')
        try {
          work()
          database.exec('COMMIT')
        } catch (error) {
          if (database.isTransaction) database.exec('ROLLBACK')
          throw error
        }
      }),
    close: () => {
      if (!options.readOnly) leaveOneFile(database)
      database.close()
    },
  }
  return store
}

function prepare(database: DatabaseSync, path: string, readOnly: boolean): void {
  const version = Number(database.prepare('PRAGMA user_version').get()!.user_version)
  if (version > formatVersion)
    throw new InstarError(
      msg`${path} has format ${version}, made by a newer Instar; this one reads format ${formatVersion}.
        Update Instar, or choose another folder with --out`,
    )
  if (version === 0 && (readOnly || database.prepare('SELECT 1 FROM sqlite_schema').get()))
    throw new InstarError(msg`${path} is not the database of a run`)
  if (readOnly) return
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  if (version === 0) database.exec(`BEGIN; ${schema} PRAGMA user_version = ${formatVersion}; COMMIT`)
}

/**
 * Leaves the write-ahead mode, in which even readers need the right to write: a run that nobody works on is one plain
 * file and can be read from anywhere. Impossible while somebody reads; then it stays as it is.
 */
function leaveOneFile(database: DatabaseSync): void {
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE')
  } catch {
    // A reader has it open; nothing is lost.
  }
}

function sentence(cause: Error & { errcode?: number }): Phrase {
  const code = (cause.errcode ?? 0) & 0xff
  if (code === 13) return msg`the disk is full. Free some space and run the same command again`
  if (code === 26 || code === 11) return msg`expected the database of a run, found something else or a damaged file`
  return foreign(cause.message)
}
