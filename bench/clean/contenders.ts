import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { InstarError } from '../../src/errors/index.ts'

/** The Python that has datatrove: INSTAR_PYTHON, or python3. */
const python = process.env.INSTAR_PYTHON ?? 'python3'

/** Somebody who makes clean shards of archives, from the start of the first process to the end of the last. */
export interface Contender {
  readonly name: string
  run(archives: string): Promise<Run>
}

export interface Run {
  readonly seconds: number
  /** Of all its processes and threads. */
  readonly processorSeconds: number
  /** Documents that came to each step, in their order, and those that the last one left. */
  readonly documents: Readonly<Record<string, number>>
}

/** Two threads. */
export const ours: Contender = {
  name: 'Instar',
  run: archives =>
    inFolder(async folder => {
      const script = fileURLToPath(new URL('./ours.ts', import.meta.url))
      const { seconds, written } = await timed(process.execPath, [script, archives, folder])
      return { seconds, ...JSON.parse(written) }
    }),
}

interface Answer {
  readonly counts: Readonly<Record<string, { readonly total: number }>>
  readonly processorSeconds: number
}

const steps = {
  Trafilatura: 'extraction',
  'Language ID': 'language',
  'Gopher Repetition': 'repetition',
  'Gopher Quality': 'gopher',
  'C4 Quality': 'c4',
  'FineWeb Quality': 'fineweb',
  'MinHash stage 4': 'near-duplicates',
  Parquet: 'kept',
}

/** datatrove with two processes, as FineWeb has trafilatura and with it as fast as it gets; none where Python lacks it. */
export function datatrove(): Contender[] {
  const script =
    'import fasttext, trafilatura, warcio, datatrove.pipeline.dedup; from importlib.metadata import version'
  const { status, stdout } = spawnSync(python, ['-c', `${script}; print(version("datatrove"))`], { encoding: 'utf8' })
  if (status !== 0) return []
  return ['precise', 'fast'].map(mode => ({
    name: `datatrove ${stdout.trim()}, ${mode}`,
    run: archives =>
      inFolder(async folder => {
        const peer = fileURLToPath(new URL('./peer.py', import.meta.url))
        const { seconds, written } = await timed(python, [peer, archives, folder, mode])
        const { counts, processorSeconds } = JSON.parse(written) as Answer
        const documents = Object.entries(steps).map(([theirs, name]) => {
          const found = Object.entries(counts).find(([key]) => key.includes(theirs))
          return [name, found?.[1].total ?? 0]
        })
        return { seconds, processorSeconds, documents: Object.fromEntries(documents) }
      }),
  }))
}

async function timed(command: string, given: readonly string[]): Promise<{ seconds: number; written: string }> {
  const start = performance.now()
  const child = spawn(command, given, { stdio: ['ignore', 'pipe', 'ignore'] }) // datatrove tells its story there
  const [written, code] = await Promise.all([text(child.stdout), new Promise(resolve => child.once('exit', resolve))])
  if (code !== 0) throw new InstarError(`Expected ${command} ${given[0]} to end with 0, found ${code}`)
  return { seconds: (performance.now() - start) / 1000, written }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'instar-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
