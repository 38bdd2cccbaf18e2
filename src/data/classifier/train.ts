import { setImmediate as breathe } from 'node:timers/promises'
import { random } from '../../random/index.ts'
import { isChinese } from '../language/index.ts'
import { bucketCount, featuresOf } from './features.ts'
import { probability, weightedSum } from './model.ts'

/** A text, and whether it is of the good kind. */
export interface Example {
  readonly text: string
  readonly good: boolean
}

export interface ClassifierTrainingOptions {
  readonly seed?: number
  readonly signal?: AbortSignal
  /** Told now and then how many of how many examples were learnt from. */
  readonly onProgress?: (progress: { done: number; of: number }) => void
}

/** Chosen among a dozen settings by what they gave on the sets of `bench/classifiers/harmful.ts`. */
const [epochs, learningRate, decay] = [5, 0.2, 1e-4] as const

/**
 * Logistic regression on the hashed n-grams of texts, by stochastic gradient descent with a rate for each weight
 * (AdaGrad: Duchi et al. 2011, section 1.1). There is no intercept: a text of which nothing is known scores one half.
 * Good and bad examples weigh the same in all, apart for Chinese and other texts: otherwise the language would tell. The
 * same examples and seed give the same weights.
 *
 * @returns a weight for every bucket of n-grams, positive where they speak for a good text
 * @throws the signal's reason when it is aborted
 */
export async function trainClassifier(
  examples: readonly Example[],
  { seed = 0, signal, onProgress }: ClassifierTrainingOptions = {},
): Promise<Float32Array> {
  const weights = new Float32Array(bucketCount)
  const squares = new Float32Array(bucketCount)
  const importance = importances(examples)
  const order = examples.map((_, index) => index)
  for (let epoch = 0; epoch < epochs; epoch++) {
    const shuffled = random(seed, 'classifier', epoch, 'order').shuffle(order)
    for (const [step, index] of shuffled.entries()) {
      if (step % 200 === 0) {
        await breathe()
        signal?.throwIfAborted()
        onProgress?.({ done: epoch * examples.length + step, of: epochs * examples.length })
      }
      const { text, good } = examples[index]!
      const features = featuresOf(text)
      // Derivative of the log loss with respect to the sum.
      const error = (probability(weightedSum(weights, features)) - (good ? 1 : 0)) * importance[index]!
      const { count, buckets, values } = features
      for (let i = 0; i < count; i++) {
        const bucket = buckets[i]!
        const gradient = error * values[i]! + decay * weights[bucket]!
        if (gradient === 0) continue
        const squared = squares[bucket]! + gradient * gradient
        squares[bucket] = squared
        weights[bucket]! -= (learningRate * gradient) / Math.sqrt(squared)
      }
    }
  }
  return weights
}

/** What an example counts, 1 in the mean: as much together for each of good and bad, Chinese and other. */
function importances(examples: readonly Example[]): Float32Array {
  const cells = examples.map(({ text, good }) => (isChinese(text) ? 2 : 0) + (good ? 1 : 0))
  const sizes = [0, 0, 0, 0]
  for (const cell of cells) sizes[cell]!++
  return Float32Array.from(cells, cell => {
    const language = cell & 2
    return (sizes[language]! + sizes[language + 1]!) / (2 * sizes[cell]!)
  })
}
