import { readFileSync } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cleanDocuments, decontaminationFilter, extractPage, isRejection, readDocuments } from '../../src/data/index.ts'
import { writeWhole } from '../../src/files/index.ts'
import { parseRecipe } from '../../src/runs/index.ts'
import type { HeldOutText } from './held-out.ts'
import type { Page } from './pages.ts'
import { plainText, withoutLinks, withoutMarks } from './text.ts'

/** What is done to pages, one stage after the other; every arm has done to it what those before it have. */
export const stages = ['html', 'text', 'main', 'language', 'quality', 'duplicates', 'near-duplicates'] as const
/**
 * Beside them: the main text without the marks of Markdown; after the last stage, links without their addresses; after it,
 * the strict filters for web pages.
 */
const variants = ['plain', 'words', 'strict'] as const
export const arms = [...stages, ...variants] as const
export type Arm = (typeof arms)[number]

/** Filters that each arm adds to those of the arms before it. */
const addedFilters: { readonly [A in Arm]?: readonly string[] } = {
  language: ['normalise', 'language'],
  quality: ['gopher', 'repetition', 'boilerplate'],
  duplicates: ['duplicates', 'duplicate-lines'],
  'near-duplicates': ['near-duplicates'],
  strict: ['fineweb', 'c4'],
}

/** A document of an arm. */
export interface ArmText {
  readonly text: string
  readonly origin: string
}

/** More than any training reads: the pages come in an order drawn by chance, the rest is not kept. */
const mostBytes = 40e6

export interface Decontamination {
  readonly pages: number
  /** Pages that quote a held-out text, by origin: no arm has them. */
  readonly quoting: Readonly<Record<string, number>>
}

/** Writes the texts of the arms that need no filter. Pages that share 13 words (20 characters) with a held-out text go. */
export async function writeTexts(
  folder: string,
  pages: readonly Page[],
  heldOut: readonly HeldOutText[],
): Promise<Decontamination> {
  const file = join(folder, 'decontamination.json')
  if (await exists(file)) return JSON.parse(await readFile(file, 'utf8'))
  const questions = join(folder, 'held-out-texts.jsonl')
  await writeWhole(questions, heldOut.map(({ text }) => JSON.stringify({ text })).join('\n'))
  const decontamination = await decontaminationFilter({ questions: [questions], words: 13, characters: 20 })
  const quoting: Record<string, number> = {}
  const written = { html: [] as string[], text: [] as string[], main: [] as string[] }
  const bytes = { html: 0, text: 0, main: 0 }
  const keep = (arm: keyof typeof written, text: string, origin: string) => {
    if (text === '' || bytes[arm] > mostBytes) return
    bytes[arm] += Buffer.byteLength(text)
    written[arm].push(JSON.stringify({ text, origin }))
  }
  for (const { path, origin } of pages) {
    const html = readFileSync(path, 'utf8')
    const text = plainText(html)
    if (isRejection(decontamination.apply({ id: path, text, source: origin }))) {
      quoting[origin] = (quoting[origin] ?? 0) + 1
      continue
    }
    keep('html', html, origin)
    keep('text', text, origin)
    const extracted = extractPage(html)
    if ('text' in extracted) keep('main', extracted.text, origin)
  }
  for (const [arm, lines] of Object.entries(written)) await writeWhole(join(folder, `${arm}.jsonl`), lines.join('\n'))
  const found = { pages: pages.length, quoting }
  await writeWhole(file, JSON.stringify(found))
  return found
}

/** Cleans the main texts with the filters of an arm and of those before it; the usual settings. */
export async function cleanArm(folder: string, arm: Arm): Promise<void> {
  const added = addedFilters[arm]
  if (!added) return
  const filters = arms.slice(0, arms.indexOf(arm) + 1).flatMap(name => addedFilters[name] ?? [])
  const recipe = `name: cleaning
stages:
  data:
    kind: documents
    sources: [{ uri: main.jsonl }]
    validationShare: 0
    filters: [${filters.join(', ')}]`
  const stage = parseRecipe(recipe, 'cleaning').stages.data!
  if (stage.kind === 'documents')
    await cleanDocuments({ ...stage, synthesis: undefined, baseFolder: folder, folder: join(folder, arm) })
}

/** The texts of an arm, in an order drawn by chance. */
export async function armTexts(folder: string, arm: Arm): Promise<ArmText[]> {
  if (arm === 'plain')
    return (await armTexts(folder, 'main')).map(({ text, origin }) => ({ text: withoutMarks(text), origin }))
  if (arm === 'words')
    return (await armTexts(folder, 'near-duplicates')).map(({ text, origin }) => ({
      text: withoutLinks(text),
      origin,
    }))
  if (addedFilters[arm])
    return Array.fromAsync(readDocuments(join(folder, arm), 'train'), ({ text, metadata }) => ({
      text,
      origin: String(metadata?.origin),
    }))
  const lines = (await readFile(join(folder, `${arm}.jsonl`), 'utf8')).split('\n')
  return lines.map(line => JSON.parse(line))
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
