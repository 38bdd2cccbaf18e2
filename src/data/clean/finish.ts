import { mkdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { writeError, writeWhole } from '../../files/index.ts'
import {
  type DataManifest,
  mergeObservations,
  type Observations,
  observationsFile,
  type SplitManifest,
  type SplitName,
  sumCounts,
  sumLengths,
} from '../shards/index.ts'
import { onlyUnit, phaseOf, pieceNames } from './phases.ts'
import { factsFile, piecePath } from './pieces.ts'
import type { Plan } from './plan.ts'
import type { ClusterRecord, PieceFacts } from './records.ts'
import { exists, record } from './work.ts'

/**
 * Moves what the pieces hold to where a data folder has it, and writes the manifest. Each move is made or not: done
 * again after a kill, it ends in the same.
 */
export async function finish(plan: Plan, work: string, folder: string): Promise<void> {
  const pieces = await pieceNames(plan, work)
  const lastRound = plan.rounds.length - 1
  const filters: DataManifest['filters'] = []
  const observations: Observations['filters'] = []
  const first: PieceFacts[] = []
  let last: PieceFacts[] = []
  await mkdir(join(folder, 'rejects'), { recursive: true })
  for (const [round, { before }] of plan.rounds.entries()) {
    last = []
    for (const piece of pieces)
      last.push(JSON.parse(await readFile(piecePath(work, round, piece, factsFile), 'utf8')) as PieceFacts)
    if (round === 0) first.push(...last)
    for (const [index, { name }] of last[0]!.counts.entries()) {
      filters.push(sumCounts(last.map(({ counts }) => counts[index]!)))
      const merged = mergeObservations(last.map(({ observations }) => observations[index]!))
      const clusters = index === 0 && before && (await clustersOf(work, round - 1))
      observations.push(clusters ? { ...merged, clusters } : merged)
      await moveRejects(work, round, pieces, name, folder)
    }
  }
  const manifest: DataManifest = {
    format: 1,
    sources: summed(first.map(({ sources }) => sources)),
    skipped: summedNumbers(first.map(({ skipped }) => skipped)),
    languages: summedNumbers(last.map(({ languages }) => languages)),
    filters,
    train: await moveShards(work, lastRound, pieces, last, 'train', folder),
    validation: await moveShards(work, lastRound, pieces, last, 'validation', folder),
    plan: plan.fingerprint,
  }
  const seen: Observations = {
    format: 1,
    collected: sumLengths(first.map(({ collected }) => collected)),
    kept: sumLengths(last.map(({ kept }) => kept)),
    filters: observations,
  }
  await writeWhole(join(folder, observationsFile), `${JSON.stringify(seen, null, 1)}\n`)
  await writeWhole(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

function clustersOf(work: string, round: number): Promise<ClusterRecord | undefined> {
  return record<ClusterRecord>(work, `${phaseOf('cluster', round).name}/${onlyUnit}`)
}

/** `rejects/FILTER.parquet`, or one numbered file for every piece that has some. */
async function moveRejects(work: string, round: number, pieces: readonly string[], name: string, folder: string) {
  for (const [index, piece] of pieces.entries()) {
    const file = pieces.length === 1 ? `${name}.parquet` : `${name}-${numbered(index)}.parquet`
    await move(piecePath(work, round, piece, join('rejects', `${name}.parquet`)), join(folder, 'rejects', file))
  }
}

async function moveShards(
  work: string,
  round: number,
  pieces: readonly string[],
  facts: readonly PieceFacts[],
  split: SplitName,
  folder: string,
): Promise<SplitManifest> {
  const total: SplitManifest = { documents: 0, characters: 0, textBytes: 0, shards: [] }
  for (const [index, piece] of pieces.entries()) {
    const own = facts[index]!.splits![split]
    total.documents += own.documents
    total.characters += own.characters
    total.textBytes += own.textBytes
    for (const shard of own.shards) {
      const file = `${split}-${numbered(total.shards.length)}.parquet`
      await move(piecePath(work, round, piece, shard.file), join(folder, file))
      total.shards.push({ ...shard, file })
    }
  }
  return total
}

function numbered(index: number): string {
  return String(index).padStart(5, '0')
}

/** Moves a file that may have been moved before, or never was there. */
async function move(from: string, to: string): Promise<void> {
  if (!(await exists(from))) return
  await rename(from, to).catch(async error => {
    if (!(await exists(to))) throw writeError(to, error)
  })
}

function summed(all: readonly DataManifest['sources'][]): DataManifest['sources'] {
  const sums: DataManifest['sources'] = {}
  for (const [name, { documents, characters }] of all.flatMap(Object.entries<DataManifest['sources'][string]>)) {
    const before = sums[name] ?? { documents: 0, characters: 0 }
    sums[name] = { documents: before.documents + documents, characters: before.characters + characters }
  }
  return sums
}

function summedNumbers(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [name, value] of all.flatMap(Object.entries<number>)) sums[name] = (sums[name] ?? 0) + value
  return sums
}
