/**
 * nanoGPT's character model for a processor: 4 layers of width 128, context 64, batches of 12, 2,000 iterations of AdamW
 * with a cosine from 1e-3 to 1e-4, no dropout (its README; defaults of train_shakespeare_char.py).
 */
export const setting = {
  layers: 4,
  heads: 4,
  width: 128,
  contextLength: 64,
  batchSize: 12,
  steps: 2000,
  learningRate: 1e-3,
  finalFraction: 0.1,
  warmupSteps: 100,
  beta1: 0.9,
  beta2: 0.99,
  weightDecay: 0.1,
  clip: 1,
} as const

/** Windows of the held-out text on which every model is measured. */
export const validationWindows = 2400

/** One more thing that our default does otherwise, on top of those before it. */
export interface Rung {
  readonly name: string
  /** Keys of a `pretrain` stage; what is not named is the default of recipes. */
  readonly stage: Readonly<Record<string, unknown>>
}

const { layers, heads, width, contextLength, batchSize, steps, learningRate, beta1, beta2, weightDecay } = setting
const base = { contextLength, batchSize, clip: setting.clip, model: { layers, heads, width } }
const cosine = { schedule: 'cosine', warmupSteps: setting.warmupSteps, finalFraction: setting.finalFraction }
const gpt2 = { ...base.model, style: 'gpt2', tieEmbeddings: true }

/** nanoGPT's training but for the first values of matrices, which are ours in every rung: `decoderParameters` says which. */
const same = {
  ...base,
  ...cosine,
  model: gpt2,
  optimizer: { kind: 'adamw', learningRate, beta1, beta2, weightDecay },
}

/**
 * From the same training in our engine to our default recipe, in as many steps as were found to reach the loss; the bench
 * says which reach it.
 */
export const rungs: readonly Rung[] = [
  { name: 'the same training, our engine', stage: { ...same, steps } },
  { name: 'Muon', stage: { ...base, ...cosine, model: gpt2, steps: 540 } },
  { name: 'Qwen3 blocks, untied head', stage: { ...base, ...cosine, steps: 300 } },
  { name: 'warm-up, plateau, down to 0: our default', stage: { ...base, steps: 310 } },
]
