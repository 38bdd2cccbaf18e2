/**
 * What cleaning is worth to a model: the same small GPT, trained on the same number of tokens of pages as they are and after
 * each stage of cleaning; bits per byte on clean text that no training saw.
 *
 *     node bench/cleaning/main.ts [--quick] [--json] [--folder F]
 *     node bench/cleaning/main.ts --draw      # docs/cleaning.svg and the tables, from the newest results
 *     node bench/cleaning/main.ts --ngrams    # what the form of Markdown is worth, by n-grams of bytes, in seconds
 *
 * Needs INSTAR_DEBIAN, a folder that the packages of bench/extract/sites.ts were unpacked to; with INSTAR_DATA it also scores
 * books and news. What it makes lies in the folder; killed, it goes on there.
 */
import { spawn } from 'node:child_process'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { writeWhole } from '../../src/files/index.ts'
import { arms, exists } from './arms.ts'
import { drawing } from './draw.ts'
import { ngramTable } from './ngrams.ts'
import { prepare } from './prepare.ts'
import { type CleaningResults, table } from './table.ts'
import type { TrainingOrder, TrainingResult } from './train.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    draw: { type: 'boolean', default: false },
    ngrams: { type: 'boolean', default: false },
    folder: { type: 'string', default: join(tmpdir(), 'instar-bench-cleaning') },
  },
})
const seeds = values.quick ? [1] : [1, 2]
const tokens = values.quick ? 100_000 : 400_000
const results = fileURLToPath(new URL('../results', import.meta.url))
const say = (line: string) => process.stderr.write(`${line}\n`)

/** One training in a process of its own, or what it gave before. */
async function trained(order: TrainingOrder): Promise<TrainingResult> {
  const file = join(order.folder, 'trained', `${order.arm}-${order.seed}-${order.tokens}.json`)
  if (await exists(file)) return JSON.parse(await readFile(file, 'utf8'))
  const script = fileURLToPath(new URL('./train.ts', import.meta.url))
  const child = spawn(process.execPath, [script, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [written, code] = await Promise.all([text(child.stdout), new Promise(done => child.once('exit', done))])
  if (code !== 0) throw new Error(`Expected the training of ${order.arm} to end with 0, found ${code}`)
  const result = JSON.parse(written) as TrainingResult
  await writeWhole(file, JSON.stringify(result))
  say(`${order.arm}, seed ${order.seed}: loss ${result.trainingLoss.toFixed(3)}, ${result.seconds.toFixed(0)} s`)
  return result
}

async function measure(): Promise<CleaningResults | undefined> {
  const { folder } = values
  const preparation = await prepare(folder, say)
  if (preparation.decontamination.pages === 0) return undefined
  const orders = seeds.flatMap(seed => arms.map(arm => ({ folder, arm, seed, tokens })))
  const trainings: TrainingResult[] = []
  // A thread each: two trainings side by side give more tokens than one with two threads.
  const crew = Array.from({ length: availableParallelism() }, async () => {
    for (let order = orders.shift(); order; order = orders.shift()) trainings.push(await trained(order))
  })
  await Promise.all(crew)
  return {
    bench: 'cleaning',
    date: new Date().toISOString(),
    machine: { processor: cpus()[0]?.model, cores: availableParallelism() },
    versions: { node: process.version },
    ...preparation,
    trainings: trainings.sort((a, b) => arms.indexOf(a.arm) - arms.indexOf(b.arm) || a.seed - b.seed),
  }
}

async function newest(): Promise<CleaningResults> {
  const names = (await readdir(results)).filter(name => name.startsWith('cleaning-')).sort()
  return JSON.parse(await readFile(join(results, names.at(-1)!), 'utf8'))
}

async function report(): Promise<void> {
  const found = values.draw ? await newest() : await measure()
  if (!found) {
    say('skipped: no Debian package with pages is there (INSTAR_DEBIAN names the folder they were unpacked to)')
    process.exitCode = 1
    return
  }
  if (values.draw) await writeWhole(fileURLToPath(new URL('../../docs/cleaning.svg', import.meta.url)), drawing(found))
  else if (!values.quick)
    await writeWhole(join(results, `cleaning-${found.date.slice(0, 10)}.json`), `${JSON.stringify(found, null, 2)}\n`)
  process.stdout.write(values.json ? `${JSON.stringify(found)}\n` : table(found))
}

await mkdir(values.folder, { recursive: true })
if (values.ngrams) process.stdout.write(await ngramTable(values.folder))
else await report()
