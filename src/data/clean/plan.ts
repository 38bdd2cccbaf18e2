import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import type { FilterSettings, StageOf } from '../../runs/index.ts'
import { type CollectiveKind, isCollective } from '../filters/filters.ts'
import { type SourceFile, type SourceOptions, sourceFiles } from '../sources/index.ts'

/** What is cleaned, and how: the keys of a documents stage, and where relative paths start. */
export interface CleaningSettings
  extends Pick<StageOf<'documents'>, 'filters' | 'languages' | 'minimumWords' | 'validationShare' | 'shardDocuments'> {
  readonly sources: readonly SourceOptions[]
  /** YAML file from which documents of facts are made, and the seed of their wordings. */
  readonly synthesis?: { readonly path: string; readonly seed: number }
  /** What relative paths of sources and filters are relative to. */
  readonly baseFolder: string
}

/** Settings of a filter that must see all documents before it can say anything about one. */
export type CollectiveSettings = Extract<FilterSettings, { kind: CollectiveKind | 'duplicates' }>

/**
 * A pass through all documents: what an earlier pass found about them together is carried out, filters are applied, and
 * what the next collective filter compares is noted.
 */
export interface Round {
  readonly before?: CollectiveSettings
  readonly filters: readonly FilterSettings[]
  readonly after?: CollectiveSettings
}

/** Some files of a source, or all of it. */
export type PartInput =
  | { readonly source: number; readonly files?: readonly SourceFile[] }
  | { readonly synthesis: true }

/** Input that one task reads from its beginning to its end. */
export interface Part {
  readonly inputs: readonly PartInput[]
  /** Of text, about. */
  readonly bytes: number
}

/** The whole work, the same for everybody who takes part in it. */
export interface Plan {
  readonly settings: CleaningSettings
  readonly parts: readonly Part[]
  readonly rounds: readonly Round[]
  /** Of all that the result depends on: settings, names and sizes of files; not of where they lie. */
  readonly fingerprint: string
}

/** Parts are about a 64th of the input, but not too small to be worth a task, nor so large that much is lost in a kill. */
const [fewestBytes, mostBytes] = [8 * 2 ** 20, 256 * 2 ** 20]

/**
 * @param partBytes  size of parts; chosen by the size of the input unless given
 * @throws InstarError when a source has no files.
 */
export async function makePlan(
  settings: CleaningSettings,
  { partBytes, signal }: { partBytes?: number; signal?: AbortSignal } = {},
): Promise<Plan> {
  const { baseFolder, ...decisive } = settings
  const inputs: { input: PartInput; bytes: number; names: readonly string[] }[] = []
  for (const [source, options] of settings.sources.entries()) {
    const files = await sourceFiles(options.uri, { baseFolder, ...(signal ? { signal } : {}) })
    const sized = await Promise.all(files.map(async file => ({ file, size: (await stat(file.path)).size })))
    const bytes = sized.reduce((sum, file) => sum + textBytes(file), 0)
    // Where the first so many documents are wanted, one reader must count them.
    if (options.limit !== undefined) inputs.push({ input: { source }, bytes, names: sized.map(named) })
    else
      for (const one of sized)
        inputs.push({ input: { source, files: [one.file] }, bytes: textBytes(one), names: [named(one)] })
  }
  if (settings.synthesis) inputs.push({ input: { synthesis: true }, bytes: 0, names: ['synthesis'] })
  const total = inputs.reduce((sum, { bytes }) => sum + bytes, 0)
  const parts = grouped(inputs, partBytes ?? Math.min(mostBytes, Math.max(fewestBytes, Math.ceil(total / 64))))
  const rounds = roundsOf(settings.filters)
  const shape = inputs.map(({ names }) => names)
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([1, decisive, shape, parts.map(({ inputs }) => inputs.length)]))
    .digest('hex')
  return { settings, parts, rounds, fingerprint }
}

interface SizedFile {
  readonly file: SourceFile
  readonly size: number
}

function named({ file, size }: SizedFile): string {
  return `${file.name} ${size}`
}

/** How much text a file holds, about. */
function textBytes({ file, size }: SizedFile): number {
  return /\.(gz|zst|parquet)$/.test(file.name) ? 3 * size : size
}

/** Neighbours together until there are so many bytes; a part's files of one source become one input. */
function grouped(inputs: readonly { input: PartInput; bytes: number }[], partBytes: number): Part[] {
  const parts: { inputs: PartInput[]; bytes: number }[] = []
  for (const { input, bytes } of inputs) {
    const before = parts.at(-1)
    const part = before && before.bytes + bytes <= partBytes ? before : { inputs: [], bytes: 0 }
    if (part !== before) parts.push(part)
    part.bytes += bytes
    const last = part.inputs.at(-1)
    if (last && 'files' in last && 'files' in input && last.source === input.source)
      part.inputs[part.inputs.length - 1] = { source: last.source, files: [...last.files!, ...input.files!] }
    else part.inputs.push(input)
  }
  return parts
}

/** Cuts the list of filters at those that are collective. */
function roundsOf(filters: readonly FilterSettings[]): Round[] {
  const rounds: { before?: CollectiveSettings; filters: FilterSettings[]; after?: CollectiveSettings }[] = [
    { filters: [] },
  ]
  for (const settings of filters) {
    const round = rounds.at(-1)!
    if (!isCollectiveHere(settings)) round.filters.push(settings)
    else {
      round.after = settings
      rounds.push({ before: settings, filters: [] })
    }
  }
  return rounds
}

/** Exact duplicates can be found in one stream, but not by several who share the documents. */
function isCollectiveHere(settings: FilterSettings): settings is CollectiveSettings {
  return settings.kind === 'duplicates' || isCollective(settings.kind)
}
