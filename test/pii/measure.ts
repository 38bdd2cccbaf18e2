import { findPersonalData, type PersonalDataKind } from '../../src/data/pii/index.ts'
import type { PlantedText } from './corpus.ts'

/** What the rules made of the plants of one kind. */
export interface Score {
  plants: number
  /** Plants whose every character lies in spans of their kind. */
  found: number
  /** Spans of the kind. */
  spans: number
  /** Those of which at least 80 % of the characters are a plant of the kind. */
  right: number
}

export interface Measurement {
  readonly kinds: ReadonlyMap<PersonalDataKind, Score>
  readonly total: Score
  readonly lookAlikes: { readonly total: number; readonly marked: number }
  readonly missed: readonly string[]
  readonly wrong: readonly string[]
}

/** Compares spans with plants. A span of another kind than the plant below it counts as a miss and as wrong. */
export function measure(texts: readonly PlantedText[]): Measurement {
  const kinds = new Map<PersonalDataKind, Score>()
  const total: Score = { plants: 0, found: 0, spans: 0, right: 0 }
  const lookAlikes = { total: 0, marked: 0 }
  const missed: string[] = []
  const wrong: string[] = []
  const count = (kind: PersonalDataKind, what: keyof Score) => {
    const score = kinds.get(kind) ?? { plants: 0, found: 0, spans: 0, right: 0 }
    score[what]++
    total[what]++
    kinds.set(kind, score)
  }
  for (const { text, plants, lookAlikes: others } of texts) {
    const spans = findPersonalData(text)
    const around = (start: number, end: number) =>
      `${text.slice(Math.max(0, start - 30), start)}⟦${text.slice(start, end)}⟧${text.slice(end, end + 15)}`.replaceAll(
        '\n',
        '⏎',
      )
    for (const plant of plants) {
      count(plant.kind, 'plants')
      const same = spans.filter(({ kind }) => kind === plant.kind)
      let at = plant.start
      for (const span of same) if (span.start <= at && span.end > at) at = span.end
      if (at >= plant.end) count(plant.kind, 'found')
      else missed.push(`${plant.kind}: ${around(plant.start, plant.end)}`)
    }
    for (const span of spans) {
      count(span.kind, 'spans')
      const inside = plants
        .filter(({ kind }) => kind === span.kind)
        .reduce((sum, { start, end }) => sum + Math.max(0, Math.min(end, span.end) - Math.max(start, span.start)), 0)
      if (inside >= 0.8 * (span.end - span.start)) count(span.kind, 'right')
      else wrong.push(`${span.kind}: ${around(span.start, span.end)}`)
    }
    for (const { start, end } of others) {
      lookAlikes.total++
      if (spans.some(span => span.start < end && span.end > start)) lookAlikes.marked++
    }
  }
  return { kinds, total, lookAlikes, missed, wrong }
}
