import type { Plan } from './plan.ts'
import type { PartRecord, PieceRecord } from './records.ts'
import { record } from './work.ts'

/**
 * The work in order. The units of a phase are done by whoever is free, when the phase before is done: a pass through all
 * documents (`clean`); where a collective filter follows, the comparison of keys (`match`) and, unless it is about
 * lines, which documents belong together (`cluster`); at the end the manifest (`finish`).
 */
export interface Phase {
  readonly kind: 'clean' | 'match' | 'cluster' | 'finish'
  /** Of the pass, or of the pass before. */
  readonly round: number
  /** Folder of its units inside the work folder. */
  readonly name: string
}

export function phasesOf({ rounds }: Pick<Plan, 'rounds'>): Phase[] {
  const phases = rounds.flatMap(({ after }, round) => {
    const kinds: Phase['kind'][] = ['clean']
    if (after) kinds.push('match')
    if (after && after.kind !== 'duplicate-lines') kinds.push('cluster')
    return kinds.map(kind => phaseOf(kind, round))
  })
  return [...phases, phaseOf('finish', rounds.length - 1)]
}

export function phaseOf(kind: Phase['kind'], round: number): Phase {
  return { kind, round, name: `${round}-${kind}` }
}

/** The only unit of a phase that cannot be shared. */
export const onlyUnit = 'all'

/** Names of the units of a phase, once the phase before is done. */
export async function unitsOf(plan: Plan, work: string, { kind, round }: Phase): Promise<string[]> {
  if (kind === 'cluster' || kind === 'finish') return [onlyUnit]
  if (kind === 'clean') return round === 0 ? plan.parts.map((_, part) => partName(part)) : pieceNames(plan, work)
  return (await matchUnits(plan, work, round)).map(({ name }) => name)
}

export function partName(part: number): string {
  return String(part).padStart(5, '0')
}

export function pieceName(part: number, piece: number): string {
  return `${partName(part)}-${String(piece).padStart(4, '0')}`
}

/** All pieces in the order of their documents, once the first round is done. */
export async function pieceNames({ parts }: Plan, work: string): Promise<string[]> {
  const records = await Promise.all(
    parts.map((_, part) => record<PartRecord>(work, `${phaseOf('clean', 0).name}/${partName(part)}`)),
  )
  return records.flatMap((part, index) => Array.from({ length: part!.pieces }, (_, piece) => pieceName(index, piece)))
}

/** A piece, and how many documents stand before it after a round. */
export interface PlacedPiece extends PieceRecord {
  readonly name: string
  readonly offset: number
}

/** What was read of rounds that are done: it changes no more, and every unit needs all of it. */
const placed = new WeakMap<Plan, Map<number, readonly PlacedPiece[]>>()

/** The pieces in their order, once a round is done. */
export async function placedPieces(plan: Plan, work: string, round: number): Promise<readonly PlacedPiece[]> {
  const rounds = placed.get(plan) ?? new Map<number, readonly PlacedPiece[]>()
  placed.set(plan, rounds)
  const known = rounds.get(round) ?? (await readPieces(plan, work, round))
  rounds.set(round, known)
  return known
}

async function readPieces(plan: Plan, work: string, round: number): Promise<PlacedPiece[]> {
  const { name: phase } = phaseOf('clean', round)
  const names = await pieceNames(plan, work)
  let offset = 0
  const pieces: PlacedPiece[] = []
  for (const name of names) {
    const piece = (await record<PieceRecord>(work, `${phase}/${name}`))!
    pieces.push({ ...piece, name, offset })
    offset += piece.kept
  }
  return pieces
}

/** Keys that are compared at once: of some bands, those of buckets `from` to before `to`. */
export interface MatchUnit {
  readonly name: string
  readonly bands: readonly number[]
  readonly from: number
  readonly to: number
}

/** Keys that one unit compares, about: 12 bytes each, and as much as four times that in the table. */
const keysAtOnce = 2 ** 21
/** Keys of a band are kept apart by their first 8 bits, so that a reader can take a part of them. */
export const buckets = 256

/** Few keys: several bands in one unit. Many: several units for one band, by the first bits of the keys. */
export async function matchUnits(plan: Plan, work: string, round: number): Promise<MatchUnit[]> {
  const after = plan.rounds[round]!.after!
  const bands = Array.from({ length: after.kind === 'near-duplicates' ? after.bands : 1 }, (_, band) => band)
  const keys = Math.max(
    1,
    (await placedPieces(plan, work, round)).reduce((sum, piece) => sum + piece.keys, 0),
  )
  const together = Math.min(bands.length, Math.max(1, Math.floor(keysAtOnce / keys)))
  const ranges = Math.min(buckets, 2 ** Math.max(0, Math.ceil(Math.log2(keys / keysAtOnce))))
  const width = buckets / ranges
  const units: MatchUnit[] = []
  for (let first = 0; first < bands.length; first += together)
    for (let range = 0; range < ranges; range++)
      units.push({
        name: `${first}-${range}`,
        bands: bands.slice(first, first + together),
        from: range * width,
        to: (range + 1) * width,
      })
  return units
}
