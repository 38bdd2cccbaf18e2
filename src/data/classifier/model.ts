import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { InstarError, msg } from '../../errors/index.ts'
import { writeWhole } from '../../files/index.ts'
import { wordsOf } from '../filters/words.ts'
import { bucketCount, type Features, featuresOf, visitNgrams } from './features.ts'

/** Tells good texts from bad ones. */
export interface TextClassifier {
  /** How likely a text is to be a good one, were good and bad equally frequent. Without any word: one half. */
  score(text: string): number
  /** The words and runs of words that speak most for it (`good`) or against it, at most so many. */
  telling(text: string, good: boolean, most: number): string[]
}

/** The logistic function. */
export function probability(sum: number): number {
  return 1 / (1 + Math.exp(-sum))
}

/** What the features of a text say together. */
export function weightedSum(weights: Float32Array, { count, buckets, values }: Features): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += weights[buckets[i]!]! * values[i]!
  return sum
}

/** @param weights  those that `trainClassifier` found */
export function openClassifier(weights: Float32Array): TextClassifier {
  return {
    score: text => probability(weightedSum(weights, featuresOf(text))),
    telling: (text, good, most) => {
      const { starts, ends } = wordsOf(text)
      const sums = new Map<string, number>()
      visitNgrams(text, (bucket, first, last) => {
        const words = text.slice(starts[first]!, ends[last]!).toLowerCase().replace(/\s+/g, ' ')
        sums.set(words, (sums.get(words) ?? 0) + weights[bucket]!)
      })
      const sign = good ? 1 : -1
      const found = [...sums].filter(([, sum]) => sign * sum > 0).sort(([, a], [, b]) => sign * (b - a))
      const chosen: string[] = []
      for (const [words] of found) {
        if (chosen.length === most) break
        if (!chosen.some(other => other.includes(words) || words.includes(other))) chosen.push(words)
      }
      return chosen
    },
  }
}

const file = z.object({
  format: z.literal(1),
  kind: z.literal('text classifier'),
  /** Texts that it was trained on. */
  trained: z.object({ good: z.int().min(0), bad: z.int().min(0) }),
  /** What one step of a weight stands for. */
  scale: z.number(),
  /** Signed bytes in base64, one per bucket. */
  weights: z.base64(),
})

/** What is kept of a training beside the weights. */
export type TrainedOn = z.infer<typeof file>['trained']

/**
 * Weights in 255 steps, as the file has them: what is measured should be what is written. The values of a text's
 * features have a sum of squares of 1, so this moves the sum of a text by less than a hundredth of the largest weight.
 */
export function rounded(weights: Float32Array): Float32Array {
  const { scale, steps } = stepsOf(weights)
  return Float32Array.from(steps, step => step * scale)
}

function stepsOf(weights: Float32Array): { scale: number; steps: Int8Array } {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0)
  const scale = largest === 0 ? 1 : largest / 127
  return { scale, steps: Int8Array.from(weights, weight => Math.round(weight / scale)) }
}

/** Writes a classifier as JSON, 0.35 MB. @throws InstarError when it cannot be written */
export async function saveClassifier(path: string, weights: Float32Array, trained: TrainedOn): Promise<void> {
  const { scale, steps } = stepsOf(weights)
  const content: z.infer<typeof file> = {
    ...{ format: 1, kind: 'text classifier', trained, scale },
    weights: Buffer.from(steps.buffer).toString('base64'),
  }
  await writeWhole(path, `${JSON.stringify(content)}\n`)
}

/** @throws InstarError when the file cannot be read or is no classifier */
export async function loadClassifier(path: string): Promise<TextClassifier> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new InstarError(msg`Could not read the classifier ${path}: ${cause}`, { cause })
  })
  return openClassifier(weightsOf(text, path))
}

function weightsOf(text: string, path: string): Float32Array {
  const wanted = msg`a classifier that \`instar data classifier train\` wrote at ${path}`
  let found: z.infer<typeof file>
  try {
    found = file.parse(JSON.parse(text))
  } catch (cause) {
    throw new InstarError(msg`Expected ${wanted}, found something else`, { cause })
  }
  const steps = new Int8Array(Buffer.from(found.weights, 'base64'))
  if (steps.length !== bucketCount)
    throw new InstarError(msg`Expected ${wanted}, with ${bucketCount} weights, found ${steps.length}`)
  return Float32Array.from(steps, step => step * found.scale)
}
