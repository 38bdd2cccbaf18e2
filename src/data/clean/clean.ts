import { readFile, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { msg, usageError } from '../../errors/index.ts'
import { writeWhole } from '../../files/index.ts'
import { type DataManifest, readManifest } from '../shards/index.ts'
import { type Phase, phasesOf, unitsOf } from './phases.ts'
import { type CleaningSettings, makePlan, type Plan } from './plan.ts'
import { type CleaningProgress, phaseProgress } from './progress.ts'
import type { Task } from './task.ts'
import { startThread, type Thread, thisThread } from './thread.ts'
import { type Claims, doneUnits, exists, openClaims } from './work.ts'

export interface CleaningOptions extends CleaningSettings {
  /** Where the shards, `rejects/`, `manifest.json` and `observations.json` go; on a disk that all tasks share. */
  readonly folder: string
  /** Threads of this process; one per processor unless given. 0: the calling thread, which suits little work. */
  readonly threads?: number
  /** Which of several processes this is: they begin with different units. Each may do all of the work. */
  readonly task?: Task
  /** Size of the parts in which input is handed out. */
  readonly partBytes?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: CleaningProgress) => void
}

const workFolder = 'work'
const planFile = 'plan.json'

/**
 * Cleans documents of any number in bounded memory, in threads, together with every other process that was given the
 * same folder. The filters are those of {@link buildDocuments} and the collective ones: `duplicate-lines` and
 * `near-duplicates`. Killed at any moment and started again, it goes on, and ends in the same bytes; however many take
 * part, they are the same too. Units of work are folders in `work/`, renamed into place when they are whole; the manifest
 * is written last, and `work/` removed.
 *
 * @throws InstarError when something cannot be read or written, and (usage) when the folder holds something else; the
 * signal's reason when it is aborted, after which the same call goes on.
 */
export async function cleanDocuments(options: CleaningOptions): Promise<DataManifest> {
  const { folder, threads = availableParallelism(), task, partBytes, signal, onProgress, ...settings } = options
  const plan = await makePlan(settings, { ...(partBytes ? { partBytes } : {}), ...(signal ? { signal } : {}) })
  const finished = await finishedBefore(folder, plan)
  if (finished) return finished
  const work = join(folder, workFolder)
  await agreeOn(plan, work)
  const claims = await openClaims(work)
  const crew = createCrew({ plan, work, folder, threads, claims, task, signal })
  const timer = setInterval(() => crew.report(onProgress), 250)
  try {
    const phases = phasesOf(plan)
    for (const [index, phase] of phases.entries()) await crew.complete(phase, index, phases.length)
  } catch (error) {
    // Whoever is last takes the work folder away, under the feet of those who still look what is left.
    if (!(await isFinished(folder))) throw error
  } finally {
    clearInterval(timer)
    await crew.end()
    await claims.close()
  }
  const manifest = await readManifest(folder)
  await removeWork(work)
  return manifest
}

function isFinished(folder: string): Promise<boolean> {
  return exists(join(folder, 'manifest.json'))
}

/** Others may be at it at the same time, or just leaving. */
function removeWork(work: string): Promise<void> {
  return rm(work, { recursive: true, force: true, maxRetries: 3 })
}

/** The manifest, when the same work was finished before. @throws InstarError (usage) when it was other work. */
async function finishedBefore(folder: string, plan: Plan): Promise<DataManifest | undefined> {
  if (!(await isFinished(folder))) return undefined
  const manifest = await readManifest(folder)
  if (manifest.plan !== plan.fingerprint)
    throw usageError(
      msg`Expected ${folder} to be empty or to hold the result of the same command, but it was made otherwise`,
    )
  await removeWork(join(folder, workFolder)) // killed before it was removed
  return manifest
}

/** Leaves word of what is done here. @throws InstarError (usage) when others left word of something else. */
async function agreeOn({ fingerprint }: Plan, work: string): Promise<void> {
  const path = join(work, planFile)
  const left = await readFile(path, 'utf8').catch(() => undefined)
  if (left === undefined) await writeWhole(path, JSON.stringify({ fingerprint }))
  else if (JSON.parse(left).fingerprint !== fingerprint)
    throw usageError(
      msg`Expected ${work} to be of the same command on the same files, but filters, sources or files have changed.
        Delete it to begin anew`,
    )
}

interface CrewOptions {
  readonly plan: Plan
  readonly work: string
  readonly folder: string
  readonly threads: number
  readonly claims: Claims
  readonly task: Task | undefined
  readonly signal: AbortSignal | undefined
}

/** While others do what is left, we look whether they are done or gone: soon, then less often. */
const [soonest, latest] = [100, 2000]

/** The threads of this process, and what they do. */
function createCrew({ plan, work, folder, threads, claims, task, signal }: CrewOptions) {
  const idle: Thread[] = []
  const all: Thread[] = []
  let progress: (() => CleaningProgress) | undefined
  const hire = () => {
    const thread = idle.pop() ?? (threads === 0 ? thisThread : startThread)({ plan, work, folder })
    if (!all.includes(thread)) all.push(thread)
    return thread
  }

  /** Does what is left of a phase, and returns when all of it is done, by whomever. */
  const complete = async (phase: Phase, index: number, phases: number): Promise<void> => {
    const units = ordered(await unitsOf(plan, work, phase), task)
    const weights =
      phase.kind === 'clean' && phase.round === 0 ? plan.parts.map(({ bytes }) => bytes) : units.map(() => 1)
    const countDone = (done: ReadonlySet<string>) => units.filter(unit => done.has(unit)).length
    const tracker = phaseProgress(
      { kind: phase.kind, phase: index + 1, phases },
      weights,
      countDone(await doneUnits(work, phase.name)),
    )
    progress = tracker.now
    const running = new Map<string, Promise<void>>()
    let pause = soonest
    for (;;) {
      signal?.throwIfAborted()
      const done = await doneUnits(work, phase.name)
      tracker.done(countDone(done))
      if ((countDone(done) === units.length || (await isFinished(folder))) && running.size === 0) return
      for (const unit of units) {
        if (running.size >= Math.max(1, threads)) break
        if (done.has(unit) || running.has(unit) || !(await claims.claim(`${phase.name}/${unit}`))) continue
        const thread = hire()
        const work = thread.carryOut({ phase, unit }, tracker.passed).then(async () => {
          await claims.release(`${phase.name}/${unit}`)
          idle.push(thread)
          running.delete(unit)
        })
        work.catch(() => {}) // the race below tells of the first that fails, the others end with it
        running.set(unit, work)
        pause = soonest
      }
      await Promise.race([...running.values(), wait(pause, undefined, signal ? { signal } : {}).catch(() => {})])
      pause = Math.min(latest, 1.5 * pause)
    }
  }
  return {
    complete,
    report: (onProgress: CleaningOptions['onProgress']) => {
      if (progress) onProgress?.(progress())
    },
    end: () => Promise.all(all.map(thread => thread.end())),
  }
}

/** Units with those of this task first, so that tasks which begin together take different ones. */
function ordered(units: readonly string[], task: Task | undefined): string[] {
  if (!task) return [...units]
  const isOwn = (index: number) => index % task.count === task.index
  return [...units.filter((_, index) => isOwn(index)), ...units.filter((_, index) => !isOwn(index)).reverse()]
}
