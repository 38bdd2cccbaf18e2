import { join } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { writeWhole } from '../../files/index.ts'
import type { Document } from '../document.ts'
import { createFilters, type Filter } from '../filters/index.ts'
import {
  addLength,
  createRejects,
  createShards,
  createSieve,
  createTable,
  type DataManifest,
  documentColumns,
  noLengths,
  splitByDocument,
} from '../shards/index.ts'
import { openSource, type SkippedEntry } from '../sources/index.ts'
import { factDocuments, openSynthesis } from '../synthesis/index.ts'
import { decisionFilter } from './decisions.ts'
import { createKeyTable } from './keys.ts'
import { phaseOf, pieceName } from './phases.ts'
import { documentsFile, factsFile, keysFile, pieceDocuments } from './pieces.ts'
import type { PartInput, Plan } from './plan.ts'
import type { PartRecord, PieceFacts, PieceRecord } from './records.ts'
import { publish } from './work.ts'

/** A piece has as many documents as a shard, or so many characters. */
const pieceCharacters = 64 * 2 ** 20

/** One document has passed. */
export interface DocumentProgress {
  readonly textBytes: number
  readonly kept: boolean
}

/** A pass through the documents: its units, for one thread. */
export interface OpenRound {
  /** Reads a part of the input and cuts it into pieces; those that are done are only read over. */
  part(index: number, name: string): Promise<void>
  /** Goes on with a piece where the round before left it. */
  piece(name: string): Promise<void>
}

export function openRound(
  plan: Plan,
  work: string,
  round: number,
  onDocument: (progress: DocumentProgress) => void,
): OpenRound {
  const { settings, rounds } = plan
  const { filters, before, after } = rounds[round]!
  const { name: phase } = phaseOf('clean', round)
  const local = createFilters(filters, settings) // they take long to open: once for all units
  local.catch(() => {}) // whoever needs them first is told

  const clean = (name: string, documents: AsyncIterable<Document>, skipped: DataManifest['skipped'] = {}) =>
    publish(work, `${phase}/${name}`, async (folder): Promise<PieceRecord> => {
      const decided: Filter[] = before ? [await decisionFilter(plan, work, round - 1, before, name)] : []
      const all = [...decided, ...(await local)]
      const rejects = await Promise.all(all.map(filter => createRejects(join(folder, 'rejects'), filter)))
      const sieve = createSieve(all, (index, document, reason) => rejects[index]!.append({ ...document, ...reason }))
      const isLast = round === rounds.length - 1
      const out = isLast ? splitWriter(folder, settings.validationShare) : await documentWriter(folder)
      const keys = after ? createKeyTable(after) : undefined
      const [collected, kept] = [noLengths(), noLengths()]
      const sources: DataManifest['sources'] = {}
      const languages: DataManifest['languages'] = {}
      for await (const document of documents) {
        const textBytes = Buffer.byteLength(document.text)
        addLength(collected, document.text.length, textBytes)
        const source = sources[document.source] ?? { documents: 0, characters: 0 }
        sources[document.source] = source
        source.documents++
        source.characters += document.text.length
        const cleaned = sieve.apply(document)
        if (cleaned) {
          const language = cleaned.language ?? 'unknown'
          languages[language] = (languages[language] ?? 0) + 1
          keys?.add(cleaned, kept.documents)
          addLength(kept, cleaned.text.length, Buffer.byteLength(cleaned.text))
          await out.append(cleaned)
        }
        onDocument({ textBytes, kept: cleaned !== undefined })
        if (collected.documents % 100 === 0) await breathe() // filters are synchronous: let messages through
      }
      const counts = sieve.counts()
      for (const [index, table] of rejects.entries())
        await (counts[index]!.rejected > 0 ? table.close() : table.abandon())
      const splits = await out.close()
      if (keys) await writeWhole(join(folder, keysFile), keys.bytes())
      const facts: PieceFacts = {
        ...{ sources, languages, skipped, counts, collected, kept },
        observations: sieve.observations(),
        ...(splits ? { splits } : {}),
      }
      await writeWhole(join(folder, factsFile), JSON.stringify(facts))
      const { documents: seen, textBytes: seenBytes } = collected
      return { seen, seenBytes, kept: kept.documents, keys: keys?.fullest() ?? 0 }
    })

  return {
    part: async (index, name) => {
      let skipped: DataManifest['skipped'] = {}
      const documents = partDocuments(plan, index, ({ reason }) => {
        skipped[reason] = (skipped[reason] ?? 0) + 1
      })
      let next = await documents.next()
      const take = async function* () {
        let characters = 0
        for (let count = 0; !next.done && count < settings.shardDocuments && characters < pieceCharacters; count++) {
          characters += next.value.text.length
          yield next.value
          next = await documents.next()
        }
      }
      let pieces = 0
      do {
        const piece = take()
        await clean(pieceName(index, pieces++), piece, skipped)
        for await (const _ of piece); // a piece that was done already has not been read
        skipped = {}
      } while (!next.done)
      await publish(work, `${phase}/${name}`, async (): Promise<PartRecord> => ({ pieces }))
    },
    piece: async name => {
      await clean(name, pieceDocuments(work, round - 1, name))
    },
  }
}

type OnSkipped = (entry: SkippedEntry) => void

async function* partDocuments({ parts, settings }: Plan, index: number, onSkipped: OnSkipped) {
  for (const input of parts[index]!.inputs) yield* inputDocuments(input, settings, onSkipped)
}

async function* inputDocuments(
  input: PartInput,
  settings: Plan['settings'],
  onSkipped: OnSkipped,
): AsyncGenerator<Document, undefined> {
  const { baseFolder, sources, synthesis, languages } = settings
  if ('source' in input)
    yield* openSource(sources[input.source]!, { baseFolder, onSkipped, ...(input.files ? { files: input.files } : {}) })
  else if (synthesis) yield* factDocuments(await openSynthesis(synthesis.path), { seed: synthesis.seed, languages })
}

interface PieceWriter {
  append(document: Document): void | Promise<void>
  close(): Promise<PieceFacts['splits']>
}

async function documentWriter(folder: string): Promise<PieceWriter> {
  const table = await createTable(join(folder, documentsFile), documentColumns)
  return {
    append: document => table.append({ ...document }),
    close: async () => {
      await table.close()
      return undefined
    },
  }
}

function splitWriter(folder: string, validationShare: number): PieceWriter {
  const splits = {
    train: createShards(folder, 'train', Number.POSITIVE_INFINITY),
    validation: createShards(folder, 'validation', Number.POSITIVE_INFINITY),
  }
  return {
    append: document => splits[splitByDocument(document.id, validationShare)].append(document),
    close: async () => ({ train: await splits.train.close(), validation: await splits.validation.close() }),
  }
}
