import { join } from 'node:path'
import { msg, usageError } from '../../errors/index.ts'
import type { Recipe, StageKind } from '../recipe/schema.ts'
import type { Store } from './store.ts'

export interface StageRecord {
  readonly name: string
  readonly kind: StageKind
  readonly status: 'pending' | 'running' | 'done'
  /** ISO 8601, absent until it happened. */
  readonly started?: string
  readonly finished?: string
  /** What the stage reported when it was done: counts, best loss, … */
  readonly summary?: Readonly<Record<string, unknown>>
}

export interface Metric {
  readonly step: number
  readonly name: string
  readonly value: number
  readonly time: string
}

export interface Sample {
  readonly step: number
  readonly prompt: string
  readonly text: string
  readonly time: string
}

export interface RunEvent {
  readonly time: string
  readonly stage?: string
  readonly kind: string
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * A run folder. Metrics are gathered in memory and written together, at most a second late; call `flush` before
 * writing a checkpoint, so that the checkpoint never knows of a step that `run.db` lacks.
 */
export interface Run extends Disposable {
  readonly folder: string
  readonly recipe: Recipe
  /** Path of something inside the folder. */
  path(...parts: string[]): string
  stages(): StageRecord[]
  stage(name: string): StageRecord
  startStage(name: string): void
  finishStage(name: string, summary?: Readonly<Record<string, unknown>>): void
  recordMetrics(stage: string, step: number, values: Readonly<Record<string, number>>): void
  /** In order of step; of one name, or of all. */
  metrics(stage: string, name?: string): Metric[]
  recordSample(stage: string, sample: { step: number; prompt: string; text: string }): void
  samples(stage: string): Sample[]
  /** Forgets metrics and samples of steps after `step`: those that a resumed stage will make again. */
  rewind(stage: string, step: number): void
  recordEvent(kind: string, data?: Readonly<Record<string, unknown>>, stage?: string): void
  events(): RunEvent[]
  flush(): void
  close(): void
}

/** What only the door of the folder may do. */
export interface OpenRun extends Run {
  /** Lists the stages of a recipe anew; those that have begun keep their state. */
  replaceStages(recipe: Recipe, started: ReadonlySet<string>): void
}

const flushMilliseconds = 1000
const flushRows = 512

/** A run over its open store. `release` is called once, when the run is closed. */
export function runOver(store: Store, folder: string, recipe: Recipe, release: () => void): OpenRun {
  let waiting: (string | number)[][] = []
  let flushed = Date.now()
  let closed = false
  const now = () => new Date().toISOString()

  const run: OpenRun = {
    folder,
    recipe,
    path: (...parts) => join(folder, ...parts),
    stages: () => store.rows('SELECT * FROM stages ORDER BY position').map(stageRecord),
    stage: name => {
      const row = store.rows('SELECT * FROM stages WHERE name = ?', name)[0]
      if (!row) throw usageError(msg`${folder} has no stage "${name}"; it has ${Object.keys(recipe.stages).join(', ')}`)
      return stageRecord(row)
    },
    startStage: name => {
      run.stage(name)
      const begin = "UPDATE stages SET status = 'running', started = coalesce(started, ?) WHERE name = ?"
      store.writeAll(begin, [[now(), name]])
    },
    finishStage: (name, summary = {}) => {
      run.stage(name)
      run.flush()
      const end = "UPDATE stages SET status = 'done', finished = ?, summary = ? WHERE name = ?"
      store.writeAll(end, [[now(), JSON.stringify(summary), name]])
    },
    recordMetrics: (stage, step, values) => {
      const time = now()
      // SQLite has no NaN: a diverged loss is stored as NULL and read back as NaN.
      for (const [name, value] of Object.entries(values)) waiting.push([stage, name, step, value, time])
      if (waiting.length >= flushRows || Date.now() - flushed >= flushMilliseconds) run.flush()
    },
    metrics: (stage, name) => {
      if (waiting.length > 0) run.flush()
      const order = 'ORDER BY step, name'
      const rows =
        name === undefined
          ? store.rows(`SELECT step, name, value, time FROM metrics WHERE stage = ? ${order}`, stage)
          : store.rows(`SELECT step, name, value, time FROM metrics WHERE stage = ? AND name = ? ${order}`, stage, name)
      return rows.map(row => ({ ...row, value: row.value ?? Number.NaN }) as unknown as Metric)
    },
    recordSample: (stage, { step, prompt, text }) => {
      const insert = 'INSERT INTO samples (stage, step, prompt, text, time) VALUES (?, ?, ?, ?, ?)'
      store.writeAll(insert, [[stage, step, prompt, text, now()]])
    },
    samples: stage =>
      store
        .rows('SELECT step, prompt, text, time FROM samples WHERE stage = ? ORDER BY id', stage)
        .map(row => ({ ...row }) as unknown as Sample),
    rewind: (stage, step) => {
      run.flush()
      store.transaction(() => {
        store.rows('DELETE FROM metrics WHERE stage = ? AND step > ?', stage, step)
        store.rows('DELETE FROM samples WHERE stage = ? AND step > ?', stage, step)
      })
    },
    recordEvent: (kind, data = {}, stage) => {
      const insert = 'INSERT INTO events (time, stage, kind, data) VALUES (?, ?, ?, ?)'
      store.writeAll(insert, [[now(), stage ?? null, kind, JSON.stringify(data)]])
    },
    events: () =>
      store.rows('SELECT time, stage, kind, data FROM events ORDER BY id').map(({ stage, data, ...row }) => ({
        ...(row as { time: string; kind: string }),
        ...(stage === null ? {} : { stage: String(stage) }),
        data: JSON.parse(String(data)),
      })),
    flush: () => {
      if (waiting.length > 0)
        store.writeAll(
          'INSERT OR REPLACE INTO metrics (stage, name, step, value, time) VALUES (?, ?, ?, ?, ?)',
          waiting,
        )
      waiting = []
      flushed = Date.now()
    },
    replaceStages: (recipe, started) =>
      store.transaction(() => {
        for (const { name } of run.stages())
          if (!started.has(name)) store.rows('DELETE FROM stages WHERE name = ?', name)
        for (const [position, [name, { kind }]] of Object.entries(recipe.stages).entries())
          store.rows(
            `INSERT INTO stages (name, position, kind, status) VALUES (?, ?, ?, 'pending')
             ON CONFLICT (name) DO UPDATE SET position = excluded.position`,
            ...[name, position, kind],
          )
      }),
    close: () => {
      if (closed) return
      closed = true
      try {
        run.flush()
      } finally {
        store.close()
        release()
      }
    },
    [Symbol.dispose]: () => run.close(),
  }
  return run
}

function stageRecord(row: Record<string, unknown>): StageRecord {
  const { name, kind, status, started, finished, summary } = row as Record<string, string | null>
  return {
    name: name!,
    kind: kind as StageKind,
    status: status as StageRecord['status'],
    ...(started ? { started } : {}),
    ...(finished ? { finished } : {}),
    ...(summary ? { summary: JSON.parse(summary) } : {}),
  }
}
