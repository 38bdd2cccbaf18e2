import { join } from 'node:path'
import { createForest, type Forest } from '../dedup/index.ts'
import { createTable, excerpt, readRows } from '../shards/index.ts'
import { matchedDocuments } from './matches.ts'
import { onlyUnit, type PlacedPiece, phaseOf, placedPieces } from './phases.ts'
import { pieceRows } from './pieces.ts'
import type { Plan } from './plan.ts'
import type { ClusterRecord } from './records.ts'
import { exists, publish } from './work.ts'

/** Clusters shown, and documents of each. */
const [shownClusters, shownDocuments] = [12, 5]

/**
 * Puts together what belongs together, and writes for each piece which of its documents go, and for which one. Needs 8
 * bytes of memory for every document, and the ids of those that are kept in the place of others.
 */
export async function findClusters(plan: Plan, work: string, round: number): Promise<void> {
  await publish(work, `${phaseOf('cluster', round).name}/${onlyUnit}`, async (folder): Promise<ClusterRecord> => {
    const pieces = await placedPieces(plan, work, round)
    const count = pieces.reduce((sum, { kept }) => sum + kept, 0)
    const forest = createForest(count)
    for await (const pairs of matchedDocuments(plan, work, round))
      for (let i = 0; i < pairs.length; i += 3) forest.join(pairs[i]!, pairs[i + 1]!)
    const sizes = new Uint32Array(count)
    for (let document = 0; document < count; document++) sizes[forest.root(document)]!++
    const ids = new Map<number, string>() // of documents that stay in the place of others
    for (const piece of pieces) {
      const gone = await createTable(join(folder, `${piece.name}.parquet`), { index: 'INT32', kept: 'STRING' })
      let any = false
      if (isTouched(piece, forest, sizes))
        for await (const [index, { id }] of numbered(pieceRows(work, round, piece.name, ['id']))) {
          const root = forest.root(piece.offset + index)
          if (root !== piece.offset + index) {
            any = true
            gone.append({ index, kept: ids.get(root)! })
          } else if (sizes[root]! > 1) ids.set(root, String(id))
        }
      await (any ? gone.close() : gone.abandon())
    }
    return { sizes: sizeCounts(sizes), largest: await largest(work, round, pieces, forest, sizes) }
  })
}

/** Whether a document of the piece has any like it. */
function isTouched({ offset, kept }: PlacedPiece, forest: Forest, sizes: Uint32Array): boolean {
  for (let document = offset; document < offset + kept; document++) if (sizes[forest.root(document)]! > 1) return true
  return false
}

function sizeCounts(sizes: Uint32Array): ClusterRecord['sizes'] {
  const counts = new Map<number, number>()
  for (const size of sizes) if (size > 1) counts.set(size, (counts.get(size) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([a], [b]) => a - b))
}

async function largest(
  work: string,
  round: number,
  pieces: readonly PlacedPiece[],
  forest: Forest,
  sizes: Uint32Array,
): Promise<ClusterRecord['largest']> {
  let roots: number[] = []
  for (let root = 0; root < sizes.length; root++) {
    if (sizes[root]! < 2 || (roots.length === shownClusters && sizes[root]! <= sizes[roots.at(-1)!]!)) continue
    roots = [...roots, root].sort((a, b) => sizes[b]! - sizes[a]! || a - b).slice(0, shownClusters)
  }
  const clusters = new Map(
    roots.map(root => [root, { size: sizes[root]!, documents: [] as { id: string; text: string }[] }]),
  )
  for (const { name, offset, kept } of pieces) {
    const wanted = new Map<number, number>() // number in the piece -> root
    for (let index = 0; index < kept; index++) {
      const root = forest.root(offset + index)
      const known = clusters.get(root)
      const planned = [...wanted.values()].filter(other => other === root).length
      if (known && known.documents.length + planned < shownDocuments) wanted.set(index, root)
    }
    if (wanted.size === 0) continue
    for await (const [index, { id, text }] of numbered(pieceRows(work, round, name, ['id', 'text']))) {
      const root = wanted.get(index)
      if (root !== undefined) clusters.get(root)!.documents.push({ id: String(id), text: excerpt(String(text), 0) })
    }
  }
  return [...clusters.values()]
}

async function* numbered<T>(items: AsyncIterable<T>): AsyncGenerator<[number, T]> {
  let index = 0
  for await (const item of items) yield [index++, item]
}

/** Which documents of a piece go, by their number in it, and the id of the earlier one that each repeats. */
export async function keptOf(work: string, round: number, piece: string): Promise<ReadonlyMap<number, string>> {
  const path = join(work, phaseOf('cluster', round).name, onlyUnit, `${piece}.parquet`)
  const kept = new Map<number, string>()
  if (await exists(path)) for await (const row of readRows(path)) kept.set(Number(row.index), String(row.kept))
  return kept
}
