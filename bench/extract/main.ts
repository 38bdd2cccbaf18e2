/**
 * Main-text extraction on 300 pages of three sites, beside trafilatura and Readability in jsdom: token F1 (macro average
 * over pages) against what people wrote down, and pages per second of processor time, everybody in turn, the fastest
 * of the blocks for each page. `node bench/extract/main.ts [--quick] [--json] [--site NAME] [--blocks N]`. Needs INSTAR_DEBIAN, a
 * folder that the packages python3.11-doc, debian-handbook and sqlite3-doc were unpacked to; trafilatura is looked for in
 * INSTAR_PYTHON (default python3).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeResult } from '../result.ts'
import { type Extraction, type Extractor, ours, readability, trafilatura } from './peers.ts'
import { referenceText } from './reference.ts'
import { tokenF1 } from './score.ts'
import { checkedPages, drawPages, type Site, siteFolder, sites } from './sites.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    site: { type: 'string' },
    blocks: { type: 'string' },
  },
})
const pagesPerSite = options.quick ? 20 : 100
const blocks = Number(options.blocks ?? (options.quick ? 1 : 3))

interface Row {
  readonly site: string
  readonly extractor: string
  readonly pages: number
  readonly f1: number
  readonly precision: number
  readonly recall: number
  /** Of the pages whose main text was checked by hand. */
  readonly checkedF1: number
  readonly pagesPerSecond: number
  /** Our pages per second over theirs. */
  readonly ratio: number
}

/** Pages of a site, and what people say is their main text. */
interface Task {
  readonly site: Site
  readonly pages: readonly string[]
  readonly expected: ReadonlyMap<string, string>
  readonly checked: ReadonlySet<string>
}

function taskOf(site: Site): Task | undefined {
  const folder = siteFolder(site)
  if (!folder) return undefined
  const checked = new Set(checkedPages(site).map(({ page }) => join(folder, page)))
  const drawn = drawPages(site, folder, pagesPerSite).map(page => join(folder, page))
  const pages = [...new Set([...checked, ...drawn])].slice(0, pagesPerSite)
  const expected = new Map(pages.map(path => [path, referenceText(readFileSync(path, 'utf8'), site)]))
  return { site, pages, expected, checked }
}

/** What each extractor, by its name, found on the pages of a task in each block; ours is the first. */
async function measure(tasks: readonly Task[], extractors: readonly Extractor[]) {
  const found = tasks.map(() => new Map<string, Extraction[][]>())
  for (let block = 0; block < blocks; block++) {
    for (const [index, { pages }] of tasks.entries())
      for (const extractor of extractors) {
        const modes = Map.groupBy(await extractor.run(pages), ({ mode }) => mode)
        for (const [mode, extractions] of modes) {
          const name = mode === 'default' ? extractor.name : `${extractor.name}, ${mode}`
          found[index]!.set(name, [...(found[index]!.get(name) ?? []), extractions])
        }
      }
    console.error(`block ${block + 1} of ${blocks}`)
  }
  return found
}

function rowsOf({ site, expected, checked }: Task, found: ReadonlyMap<string, readonly Extraction[][]>): Row[] {
  const rates = [...found.values()].map(pagesPerSecond)
  return [...found].map(([extractor, [first]], index) => {
    const scores = first!.map(({ path, text }) => ({ path, ...tokenF1(text, expected.get(path)!) }))
    return {
      ...{ site: site.name, extractor, pages: first!.length },
      f1: mean(scores.map(({ f1 }) => f1)),
      precision: mean(scores.map(({ precision }) => precision)),
      recall: mean(scores.map(({ recall }) => recall)),
      checkedF1: mean(scores.filter(({ path }) => checked.has(path)).map(({ f1 }) => f1)),
      pagesPerSecond: rates[index]!,
      ratio: rates[0]! / rates[index]!,
    }
  })
}

function pagesPerSecond(taken: readonly Extraction[][]): number {
  const fastest = taken[0]!.map((_, page) => Math.min(...taken.map(block => block[page]!.seconds)))
  return fastest.length / fastest.reduce((sum, seconds) => sum + seconds, 0)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

const chosen = sites.filter(({ name, use }) => (options.site ? name === options.site : use === 'report'))
const tasks = chosen.flatMap(site => taskOf(site) ?? [])
for (const { name } of chosen)
  if (!tasks.some(({ site }) => site.name === name)) console.error(`${name}: not below INSTAR_DEBIAN: left out`)
const peer = trafilatura()
if (!peer) console.error('trafilatura is not there (INSTAR_PYTHON names the Python that has it): left out')
const found = await measure(tasks, [ours, ...(peer ? [peer] : []), readability])
const rows = tasks.flatMap((task, index) => rowsOf(task, found[index]!))
const whole = await writeResult('extract', { blocks, rows }, !options.quick && options.site === undefined)
if (options.json) console.log(JSON.stringify(whole, null, 2))
else
  console.table(
    rows.map(({ f1, precision, recall, checkedF1, pagesPerSecond, ratio, ...row }) => ({
      ...row,
      f1: f1.toFixed(4),
      precision: precision.toFixed(3),
      recall: recall.toFixed(3),
      'f1, checked': checkedF1.toFixed(4),
      'pages/s': pagesPerSecond.toFixed(0),
      ratio: ratio.toFixed(1),
    })),
  )
if (rows.length === 0) process.exitCode = 1
