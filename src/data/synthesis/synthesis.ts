import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { InstarError, msg, usageError } from '../../errors/index.ts'
import type { Language } from '../language.ts'
import { packageFolder } from '../sources/index.ts'
import { chineseCapitals, countryCorrections, countryTable } from './countries.ts'
import { type FactbookCountry, readFactbook } from './factbook.ts'
import { type Frames, type Phrasing, parseFrames, parsePhrasing } from './phrasing.ts'
import type { Table } from './rows.ts'
import { accepted } from './rows.ts'
import { type SamplerMaterial, syllables } from './samplers.ts'
import { type SynthesisSettings, synthesisSettings } from './settings.ts'
import { wordList } from './words.ts'
import { parseYaml } from './yaml.ts'

/** Everything that conversations, questions and documents of facts are made from, read and checked. */
export interface Synthesis {
  readonly settings: SynthesisSettings
  readonly tables: ReadonlyMap<string, Table>
  readonly frames: ReadonlyMap<Language, Frames>
  readonly material: SamplerMaterial
  /** Sentences that state a fact: by language, then by slot. */
  readonly statements: ReadonlyMap<Language, readonly Phrasing[]>
  /** @throws InstarError (usage) when there is no such file. */
  phrasing(kind: string, language: Language): Phrasing
}

/**
 * Reads a synthesis file and all that it names: phrasings, tables, word and name lists.
 *
 * @param path the synthesis file; what it names lies beside it, or in an npm package
 * @throws InstarError naming the file at fault.
 */
export async function openSynthesis(path: string, options: { signal?: AbortSignal } = {}): Promise<Synthesis> {
  const settings = await readYaml(path, synthesisSettings)
  const beside = (name: string) => join(dirname(path), name)
  const phrasings = new Map<string, Phrasing>()
  const frames = new Map<Language, Frames>()
  for (const file of await yamlFiles(beside(settings.phrasings))) {
    const text = await readFile(file, 'utf8')
    if (/frames\.\w+\.yaml$/.test(file)) {
      const read = parseFrames(text, file)
      frames.set(read.language, read)
    } else {
      const read = parsePhrasing(text, file)
      phrasings.set(`${read.kind}.${read.language}`, read)
    }
  }
  const statements = new Map<Language, Phrasing[]>()
  for (const file of settings.statements ? await yamlFiles(beside(settings.statements)) : []) {
    const read = parsePhrasing(await readFile(file, 'utf8'), file)
    statements.set(read.language, [...(statements.get(read.language) ?? []), read])
  }
  const tables = new Map<string, Table>()
  let words: readonly string[] = settings.words.extra
  for (const [name, table] of Object.entries(settings.tables)) {
    const pages = await readFactbook(await packageFolder(table.factbook, options))
    tables.set(
      name,
      countryTable(
        pages,
        await readYaml(beside(table.corrections), countryCorrections),
        await readYaml(beside(table.chineseCapitals), chineseCapitals),
      ),
    )
    if (settings.words.from === name) words = [...wordList(runningText(pages)), ...words]
  }
  const names = await readYaml(beside(settings.names), z.strictObject({ en: syllables, zh: syllables }))
  return {
    settings,
    tables,
    frames,
    statements,
    material: { words, syllables: names, real: realNames(tables) },
    phrasing: (kind, language) => {
      const found = phrasings.get(`${kind}.${language}`)
      if (!found) throw usageError(msg`Expected ${kind}.${language}.yaml in ${beside(settings.phrasings)}, found none`)
      return found
    },
  }
}

function* runningText(pages: readonly FactbookCountry[]): Iterable<string> {
  for (const page of pages) yield* page.texts.values()
}

/** Every name that a table gives to something real. */
function realNames(tables: ReadonlyMap<string, Table>): ReadonlySet<string> {
  const names = new Set<string>()
  for (const table of tables.values())
    for (const row of table)
      for (const slots of Object.values(row.slots))
        for (const value of Object.values(slots))
          for (const form of [...value.forms, ...accepted(value)]) names.add(form.toLowerCase())
  return names
}

async function yamlFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(cause => {
    throw new InstarError(msg`Expected a folder of YAML files at ${folder}`, { kind: 'usage', cause })
  })
  return names
    .filter(name => name.endsWith('.yaml'))
    .sort()
    .map(name => join(folder, name))
}

async function readYaml<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(path, 'utf8').catch(cause => {
    throw new InstarError(msg`Expected a file at ${path}`, { kind: 'usage', cause })
  })
  return parseYaml(schema, text, path)
}
