/**
 * Main-text extraction on 300 pages of three sites, beside trafilatura and Readability in jsdom: token F1 (macro average
 * over pages) against what people wrote down, and pages per second of one thread.
 * `node bench/extract/main.ts [--quick] [--json] [--site NAME]`. Needs INSTAR_DEBIAN, a folder that the packages
 * python3.11-doc, debian-handbook and sqlite3-doc were unpacked to.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Extraction, ours, readability, trafilatura } from './peers.ts'
import { referenceText } from './reference.ts'
import { tokenF1 } from './score.ts'
import { checkedPages, drawPages, type Site, siteFolder, sites } from './sites.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    site: { type: 'string' },
  },
})
const pagesPerSite = options.quick ? 20 : 100

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
}

async function measure(site: Site, folder: string): Promise<Row[]> {
  const checked = new Set(checkedPages(site).map(({ page }) => join(folder, page)))
  const drawn = drawPages(site, folder, pagesPerSite).map(page => join(folder, page))
  const pages = [...new Set([...checked, ...drawn])].slice(0, pagesPerSite)
  const expected = new Map(pages.map(path => [path, referenceText(readFileSync(path, 'utf8'), site)]))
  const rows: Row[] = []
  for (const extractor of [ours, trafilatura(), readability]) {
    if (!extractor) {
      console.error('trafilatura is not there (INSTAR_PYTHON names the Python that has it): left out')
      continue
    }
    const found = await extractor.run(pages)
    for (const mode of new Set(found.map(({ mode }) => mode))) {
      const ofMode = found.filter(extraction => extraction.mode === mode)
      const name = mode === 'default' ? extractor.name : `${extractor.name}, ${mode}`
      rows.push({ site: site.name, extractor: name, ...scored(ofMode, expected, checked) })
    }
  }
  return rows
}

function scored(
  found: readonly Extraction[],
  expected: ReadonlyMap<string, string>,
  checked: ReadonlySet<string>,
): Omit<Row, 'site' | 'extractor'> {
  const scores = found.map(({ path, text }) => ({ path, ...tokenF1(text, expected.get(path)!) }))
  const seconds = found.reduce((sum, extraction) => sum + extraction.seconds, 0)
  return {
    pages: found.length,
    f1: mean(scores.map(({ f1 }) => f1)),
    precision: mean(scores.map(({ precision }) => precision)),
    recall: mean(scores.map(({ recall }) => recall)),
    checkedF1: mean(scores.filter(({ path }) => checked.has(path)).map(({ f1 }) => f1)),
    pagesPerSecond: found.length / seconds,
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

const rows: Row[] = []
for (const site of sites.filter(site => (options.site ? site.name === options.site : site.use === 'report'))) {
  const folder = siteFolder(site)
  if (folder) rows.push(...(await measure(site, folder)))
  else console.error(`${site.name}: not below INSTAR_DEBIAN: left out`)
}
if (options.json) console.log(JSON.stringify(rows, null, 2))
else
  console.table(
    rows.map(({ f1, precision, recall, checkedF1, pagesPerSecond, ...row }) => ({
      ...row,
      f1: f1.toFixed(4),
      precision: precision.toFixed(3),
      recall: recall.toFixed(3),
      'f1, checked': checkedF1.toFixed(4),
      'pages/s': pagesPerSecond.toFixed(0),
    })),
  )
if (rows.length === 0) process.exitCode = 1
