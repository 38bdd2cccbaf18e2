/**
 * The quality filters beside those of datatrove, on the same English pages, one process each, in alternating blocks, by the
 * processor time they take; and how often both decide alike.
 *
 *     node bench/filters/main.ts [--quick] [--json] [--blocks N] [--good]
 *
 * Needs the Debian packages debian-handbook, python3.11-doc, postgresql-doc-15 or libreoffice-help-en-us, unpacked below
 * INSTAR_DEBIAN or installed. datatrove is looked for in INSTAR_PYTHON (default python3). `--good` shows instead what
 * share of good English and Chinese each filter drops.
 */
import { availableParallelism, cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  c4Filter,
  type Filter,
  finewebFilter,
  gopherFilter,
  isRejection,
  repetitionFilter,
} from '../../src/data/index.ts'
import { writeWhole } from '../../src/files/index.ts'
import { goodText } from './good.ts'
import { englishPages } from './pages.ts'
import { datatrove, datatroveVersion, type FilterName, filterNames, type Pass, type Side } from './peer.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    blocks: { type: 'string' },
    good: { type: 'boolean', default: false },
  },
})
const blocks = Number(values.blocks ?? (values.quick ? 2 : 5))
const say = (line: string) => process.stderr.write(`${line}\n`)

/** With the numbers of C4's published code, as datatrove has them. */
const filters: Readonly<Record<FilterName, Filter>> = {
  gopher: gopherFilter(),
  repetition: repetitionFilter(),
  c4: c4Filter({ minimumSentences: 5, minimumLineWords: 3 }),
  fineweb: finewebFilter(),
}

function instar(texts: readonly string[]): Side {
  const documents = texts.map((text, index) => ({ id: String(index), text, source: 'bench' }))
  return {
    pass: async name => {
      const filter = filters[name]
      const start = process.cpuUsage()
      const results = documents.map(document => filter.apply(document))
      const { user, system } = process.cpuUsage(start) // of all threads, compiler and garbage collector too
      const seconds = (user + system) / 1e6
      return { seconds, reasons: results.map(result => (isRejection(result) ? result.reason : null)) }
    },
    close: async () => {},
  }
}

interface Row {
  readonly filter: FilterName
  /** Documents per second of processor time, in the median pass. */
  readonly instar: number
  readonly datatrove: number | null
  readonly ratio: number | null
  readonly agreement: Agreement | null
}

interface Agreement {
  readonly alike: number
  readonly bothDrop: number
  /** `our reason | their reason`, where only one of the two drops, and how often. */
  readonly differences: Readonly<Record<string, number>>
}

function agreement(ours: Pass, theirs: Pass): Agreement {
  const pairs = ours.reasons.map((reason, i) => [reason, theirs.reasons[i] ?? null] as const)
  const differ = pairs.filter(([one, other]) => (one === null) !== (other === null))
  const kinds = Map.groupBy(differ, ([one, other]) => `${one ?? 'kept'} | ${other ?? 'kept'}`)
  return {
    alike: 1 - differ.length / pairs.length,
    bothDrop: pairs.filter(([one, other]) => one !== null && other !== null).length / pairs.length,
    differences: Object.fromEntries(
      [...kinds].map(([kind, list]) => [kind, list.length]).sort((a, b) => +b[1]! - +a[1]!),
    ),
  }
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!
}

async function compare(filter: FilterName, ours: Side, theirs: Side | undefined, documents: number): Promise<Row> {
  for (let warm = 0; warm < 3; warm++) await ours.pass(filter)
  const [times, theirTimes]: [number[], number[]] = [[], []]
  let decided: Agreement | null = null
  for (let block = 0; block < blocks; block++) {
    const other = await theirs?.pass(filter)
    for (let pass = 0; pass < 20; pass++) {
      const own = await ours.pass(filter)
      times.push(own.seconds)
      if (other) decided ??= agreement(own, other)
    }
    if (other) theirTimes.push(other.seconds)
    say(`${filter}: block ${block + 1} of ${blocks}`)
  }
  return {
    filter,
    instar: documents / median(times),
    datatrove: theirs ? documents / median(theirTimes) : null,
    ratio: theirs ? median(theirTimes) / median(times) : null,
    agreement: decided,
  }
}

async function speed(): Promise<void> {
  const texts = englishPages(values.quick ? 80 : 400)
  if (texts.length === 0) {
    say(
      'skipped: none of the Debian packages with pages is there (INSTAR_DEBIAN names the folder they were unpacked to)',
    )
    return
  }
  const version = datatroveVersion()
  if (version === undefined)
    say('datatrove: skipped, not found (INSTAR_PYTHON names a Python with datatrove and spacy)')
  const [ours, theirs] = [instar(texts), version === undefined ? undefined : await datatrove(texts)]
  const rows: Row[] = []
  for (const filter of filterNames) rows.push(await compare(filter, ours, theirs, texts.length))
  await theirs?.close()
  const characters = texts.reduce((sum, text) => sum + text.length, 0) / texts.length
  const result = {
    bench: 'filters',
    date: new Date().toISOString(),
    machine: { processor: cpus()[0]?.model, cores: availableParallelism() },
    versions: { node: process.version, datatrove: version ?? null },
    documents: texts.length,
    charactersPerDocument: characters,
    blocks,
    rows,
  }
  if (!values.quick) {
    const file = fileURLToPath(new URL(`../results/filters-${result.date.slice(0, 10)}.json`, import.meta.url))
    await writeWhole(file, `${JSON.stringify(result, null, 2)}\n`)
  }
  if (values.json) return void process.stdout.write(`${JSON.stringify(result)}\n`)
  process.stdout.write(
    `${texts.length} pages of ${characters.toFixed(0)} characters, documents per second of processor time\n`,
  )
  for (const { filter, instar, datatrove, ratio, agreement } of rows) {
    const peer = datatrove === null ? '' : `datatrove ${datatrove.toFixed(0).padStart(6)}  ${ratio!.toFixed(0)}x`
    process.stdout.write(`${filter.padEnd(11)} ${instar.toFixed(0).padStart(7)}  ${peer}\n`)
    if (!agreement) continue
    const share = (part: number) => `${(100 * part).toFixed(1)} %`
    process.stdout.write(`  alike ${share(agreement.alike)}, both drop ${share(agreement.bothDrop)}\n`)
    for (const [kind, count] of Object.entries(agreement.differences)) process.stdout.write(`  ${count}  ${kind}\n`)
  }
}

if (values.good) await goodText(line => process.stdout.write(`${line}\n`))
else await speed()
