import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from '../../src/files/index.ts'
import { chatTemplate, chatTokens, saveTokenizer, trainByteLevelBpe } from '../../src/tokenizers/index.ts'
import { type Arm, type ArmText, arms, armTexts, cleanArm, type Decontamination, exists, writeTexts } from './arms.ts'
import { type HeldOutText, heldOutPages, heldOutProse } from './held-out.ts'
import { allPages, heldOutWorks } from './pages.ts'

/** What the trainings of all arms share, and what is in their corpora. */
export interface Preparation {
  readonly decontamination: Decontamination
  /** Bytes of held-out text by set and language, `pages, en`. */
  readonly heldOut: Readonly<Record<string, number>>
  readonly corpora: { readonly [A in Arm]: Corpus }
}

export interface Corpus {
  readonly documents: number
  readonly bytes: number
  /** Share of the bytes by origin. */
  readonly shares: Readonly<Record<string, number>>
}

export const heldOutFile = 'held-out.json'
export const vocabularySize = 4096
const preparationFile = 'preparation.json'
const tokenizerCharacters = 3e6

/** Writes corpora, held-out texts and tokenizer into a folder; what is there already stays. */
export async function prepare(folder: string, say: (line: string) => void): Promise<Preparation> {
  const file = join(folder, preparationFile)
  if (await exists(file)) return JSON.parse(await readFile(file, 'utf8'))
  const pages = allPages()
  const apart = heldOutWorks(pages)
  const heldOut = [...heldOutPages(pages.filter(({ work }) => apart.has(work))), ...heldOutProse()]
  await writeWhole(join(folder, heldOutFile), JSON.stringify(heldOut))
  const rest = pages.filter(({ work }) => !apart.has(work))
  say(`${rest.length} pages, ${pages.length - rest.length} set apart`)
  const decontamination = await writeTexts(folder, rest, heldOut)
  const corpora: Partial<Record<Arm, Corpus>> = {}
  const samples: string[] = []
  for (const arm of arms) {
    await cleanArm(folder, arm)
    const texts = await armTexts(folder, arm)
    corpora[arm] = corpusOf(texts)
    say(`${arm}: ${texts.length} documents, ${(corpora[arm].bytes / 1e6).toFixed(1)} MB`)
    if (tokenizerArms.includes(arm)) samples.push(...sampleOf(texts))
  }
  // Of each form of text as much, so that the tokenizer fits no arm better than the others.
  const json = await trainByteLevelBpe(samples, { vocabularySize, specialTokens: chatTokens, spacing: 'glued' })
  await saveTokenizer(join(folder, 'tokenizer'), { json, template: chatTemplate })
  const preparation: Preparation = {
    decontamination,
    heldOut: bytesBySet(heldOut),
    corpora: corpora as Preparation['corpora'],
  }
  await writeWhole(file, JSON.stringify(preparation))
  return preparation
}

const tokenizerArms: readonly Arm[] = ['html', 'text', 'near-duplicates']

function sampleOf(texts: readonly ArmText[]): string[] {
  let characters = 0
  return texts.flatMap(({ text }) => {
    if (characters >= tokenizerCharacters) return []
    characters += text.length
    return [text]
  })
}

function corpusOf(texts: readonly ArmText[]): Corpus {
  const byOrigin = Map.groupBy(texts, ({ origin }) => origin)
  const bytesOf = (some: readonly ArmText[]) => some.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
  const bytes = bytesOf(texts)
  const shares = [...byOrigin].map(([origin, some]) => [origin, bytesOf(some) / bytes] as const)
  return { documents: texts.length, bytes, shares: Object.fromEntries(shares.sort((a, b) => b[1] - a[1])) }
}

function bytesBySet(heldOut: readonly HeldOutText[]): Record<string, number> {
  const bytes: Record<string, number> = {}
  for (const { set, language, text } of heldOut) {
    const key = `${set}, ${language}`
    bytes[key] = (bytes[key] ?? 0) + Buffer.byteLength(text)
  }
  return bytes
}
