/**
 * The quality filters beside those of datatrove: the same English pages, two processes each, in alternating blocks, by
 * the processor time they take; and how often both decide alike.
 *
 *     node bench/filters/main.ts [--quick] [--json] [--blocks N] [--good]
 *
 * Needs the Debian packages debian-handbook, python3.11-doc, postgresql-doc-15 or libreoffice-help-en-us, unpacked below
 * INSTAR_DEBIAN or installed. datatrove is looked for in INSTAR_PYTHON (default python3). `--good` shows instead what
 * share of good English and Chinese each filter drops.
 */
import { parseArgs } from 'node:util'
import { writeResult } from '../result.ts'
import { alternate, rate, startWorkers, type Workers } from '../workers.ts'
import { goodText } from './good.ts'
import { englishPages } from './pages.ts'
import { datatroveVersion, type FilterName, type FilterPasses, filterNames, python } from './side.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    blocks: { type: 'string' },
    good: { type: 'boolean', default: false },
  },
})
const blocks = Number(values.blocks ?? (values.quick ? 2 : 5))
/** A block of each side: a second or two. */
const passes = [40, 2]
const say = (line: string) => process.stderr.write(`${line}\n`)

interface Row {
  readonly filter: FilterName
  /** Documents per second of two processes together. */
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

type Reasons = FilterPasses['reasons']

function agreement(ours: Reasons, theirs: Reasons): Agreement {
  const pairs = ours.map((reason, i) => [reason, theirs[i] ?? null] as const)
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

async function compare(filter: FilterName, sides: readonly (Workers<FilterPasses> | undefined)[]): Promise<Row> {
  const [ours, theirs] = await alternate(sides, filter, { blocks, passes })
  say(`${filter}: ${blocks} blocks`)
  const texts = sides[0]!.texts
  const instar = rate(texts, ours!)
  if (theirs!.length === 0) return { filter, instar, datatrove: null, ratio: null, agreement: null }
  const datatrove = rate(texts, theirs!)
  const reasons = (answers: readonly FilterPasses[]) => answers.slice(0, 2).flatMap(answer => answer.reasons)
  return {
    filter,
    instar,
    datatrove,
    ratio: instar / datatrove,
    agreement: agreement(reasons(ours!), reasons(theirs!)),
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
  const datatrove = datatroveVersion()
  if (datatrove === undefined)
    say('datatrove: skipped, not found (INSTAR_PYTHON names a Python with datatrove and spacy)')
  const sides = [
    await startWorkers<FilterPasses>(process.execPath, new URL('./ours.ts', import.meta.url), texts),
    datatrove === undefined
      ? undefined
      : await startWorkers<FilterPasses>(python, new URL('./peer.py', import.meta.url), texts),
  ]
  const rows: Row[] = []
  for (const filter of filterNames) rows.push(await compare(filter, sides))
  for (const side of sides) await side?.close()
  const charactersPerDocument = texts.reduce((sum, text) => sum + text.length, 0) / texts.length
  const result = {
    versions: { datatrove: datatrove ?? null },
    documents: texts.length,
    charactersPerDocument,
    blocks,
    rows,
  }
  const whole = await writeResult('filters', result, !values.quick)
  if (values.json) return void process.stdout.write(`${JSON.stringify(whole)}\n`)
  process.stdout.write(
    `${texts.length} pages of ${charactersPerDocument.toFixed(0)} characters, documents per second of two processes\n`,
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
