import { join } from 'node:path'
import type { Document } from '../document.ts'
import { documentOf, readRows } from '../shards/index.ts'
import { phaseOf } from './phases.ts'

/** The documents that a round leaves of a piece, for the next one. */
export const documentsFile = 'documents.parquet'
export const keysFile = 'keys.bin'
export const factsFile = 'facts.json'

export function piecePath(work: string, round: number, piece: string, file: string): string {
  return join(work, phaseOf('clean', round).name, piece, file)
}

/** The documents that a round left of a piece, in their order. */
export async function* pieceDocuments(work: string, round: number, piece: string): AsyncGenerator<Document> {
  for await (const row of readRows(piecePath(work, round, piece, documentsFile))) yield documentOf(row)
}

/** Some columns of {@link pieceDocuments}. */
export function pieceRows(work: string, round: number, piece: string, columns: readonly string[]) {
  return readRows(piecePath(work, round, piece, documentsFile), columns)
}
