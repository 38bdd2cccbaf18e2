/** What the suites about runs share: the tiny recipe raised in a process of its own, and what a run comes down to. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { type FSWatcher, watch } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openRun } from '../../src/runs/index.ts'

export const recipeFolder = resolve(import.meta.dirname, 'tiny')
const main = resolve(import.meta.dirname, '../../src/cli/main.ts')

/** How a process ended, and what it said on standard error. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly said: string
}

export interface Raising {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves when the process has said it, or has ended. */
  saying(pattern: RegExp): Promise<void>
}

/** The command `instar raise` of the tiny recipe. */
export function raiseCommand(folder: string, sets: readonly string[] = []): [command: string, args: string[]] {
  const args = [main, 'raise', join(recipeFolder, 'recipe.yaml'), '--out', folder]
  return [process.execPath, [...args, ...sets.flatMap(set => ['--set', set])]]
}

/** Starts a command that says what happens on standard error; by default {@link raiseCommand}. */
export function startRaising(
  folder: string,
  sets: readonly string[] = [],
  [command, args] = raiseCommand(folder, sets),
): Raising {
  const { CI: _, LC_ALL: __, LC_MESSAGES: ___, ...env } = process.env
  const child = spawn(command, args, { env: { ...env, LANG: 'C' }, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr!.setEncoding('utf8').on('data', text => (said += text))
  const ended = new Promise<Ended>(done => child.on('close', (code, signal) => done({ code, signal, said })))
  return {
    child,
    ended,
    saying: pattern => {
      const { promise, resolve } = Promise.withResolvers<void>()
      const look = () => pattern.test(said) && resolve()
      child.stderr!.on('data', look)
      look()
      return Promise.race([promise, ended.then(() => {})])
    },
  }
}

/**
 * When to kill: so many milliseconds after a stage was first spoken of, or so many after it began to write a checkpoint,
 * the first, the second, …, of this attempt.
 */
export interface Moment {
  readonly stage: string
  readonly after: number | { readonly checkpoint: number; readonly milliseconds: number }
}

/** Raises until a moment comes, then kills the process the hard way. */
export async function raiseUntil(folder: string, moment: Moment, sets: readonly string[] = []): Promise<Ended> {
  const raising = startRaising(folder, sets)
  const kill = () => raising.child.kill('SIGKILL')
  await raising.saying(new RegExp(`^${moment.stage}: `, 'm'))
  const { after } = moment
  if (typeof after === 'number') {
    await Promise.race([wait(after), raising.ended])
    kill()
    return raising.ended
  }
  const checkpoints = join(folder, 'checkpoints')
  await mkdir(checkpoints, { recursive: true })
  const begun = new Set<string>()
  const watcher: FSWatcher = watch(checkpoints, (_, name) => {
    if (name === null || !isUnfinished(name) || begun.has(name) || begun.add(name).size !== after.checkpoint) return
    if (after.milliseconds === 0) kill()
    else setTimeout(kill, after.milliseconds)
  })
  return raising.ended.finally(() => watcher.close())
}

const isUnfinished = (name: string) => name.endsWith('.instar-tmp')

/** Files that a killed process was about to write. */
export async function unfinishedFiles(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).filter(isUnfinished)
}

/** All that must not depend on how often a run was broken off: weights and tokenizer bit for bit, metrics, samples. */
export async function fingerprint(folder: string): Promise<Record<string, unknown>> {
  const hash = async (name: string) =>
    createHash('sha256')
      .update(await readFile(join(folder, name)))
      .digest('hex')
  using run = await openRun(folder)
  const trained = (stage: string) => ({
    metrics: run
      .metrics(stage)
      .filter(({ name }) => name !== 'seconds')
      .map(({ step, name, value }) => [step, name, value]),
    samples: run.samples(stage).map(({ step, text }) => [step, text]),
  })
  return {
    statuses: run.stages().map(({ name, status }) => `${name} ${status}`),
    summaries: run.stages().map(({ summary }) => ({ ...summary, seconds: undefined })),
    questions: await hash('conversations/questions.jsonl'),
    tokenizer: await hash('tokenizer/tokenizer.json'),
    base: await hash('base/model.safetensors'),
    sft: await hash('sft/model.safetensors'),
    baseTraining: trained('base'),
    sftTraining: trained('sft'),
    answers: await hash('report/answers.json'),
    leftOver: [...(await unfinishedFiles(folder)), ...(await readdir(join(folder, 'checkpoints')))],
  }
}
