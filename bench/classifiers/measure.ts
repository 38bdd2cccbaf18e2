import { type Example, openClassifier, rocAuc, rounded, trainClassifier } from '../../src/data/index.ts'

/** Texts of one kind from one source. */
export interface Part {
  readonly name: string
  readonly good: boolean
  readonly texts: readonly string[]
}

/** What a classifier is trained on, and what it is measured on: other sites, books and messages. */
export interface Parts {
  readonly train: readonly Part[]
  readonly test: readonly Part[]
}

function examples(parts: readonly Part[]): Example[] {
  return parts.flatMap(({ texts, good }) => texts.map(text => ({ text, good })))
}

/** Trained on the parts, with the weights as a file would have them. */
export async function train(parts: readonly Part[]): Promise<Float32Array> {
  return rounded(await trainClassifier(examples(parts)))
}

export interface Measured extends Part {
  readonly scores: readonly number[]
}

export function measure(weights: Float32Array, parts: readonly Part[]): Measured[] {
  const { score } = openClassifier(weights)
  return parts.map(part => ({ ...part, scores: part.texts.map(score) }))
}

/** The area under the ROC curve over some parts together. */
export function auc(parts: readonly Measured[]): { rocAuc: number; good: number; bad: number } {
  const scored = parts.flatMap(({ scores, good }) => scores.map(score => ({ score, good })))
  const good = scored.filter(one => one.good).length
  return { rocAuc: rocAuc(scored), good, bad: scored.length - good }
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
