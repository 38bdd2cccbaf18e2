import { type DecoderConfig, decoderConfig } from '../../src/models/index.ts'

/** A model and a batch on which both sides take the same training step. */
export interface TrainingShape {
  readonly name: string
  readonly batch: number
  readonly quick: boolean
  readonly config: DecoderConfig
  /** Steps in one block of the alternation. */
  readonly blockSteps: number
}

function gpt2(layers: number, width: number, contextLength: number, vocabularySize: number, tieEmbeddings = true) {
  const heads = width === 128 ? 4 : width / 64
  return decoderConfig({ style: 'gpt2', layers, width, heads, contextLength, vocabularySize, tieEmbeddings })
}

/** GPT-2 shapes: nanoGPT's two character-level examples, one with a vocabulary of its own, and GPT-2 itself. */
export const trainingShapes: readonly TrainingShape[] = [
  { name: '0.8M', quick: true, batch: 12, blockSteps: 40, config: gpt2(4, 128, 64, 65) },
  { name: '10.8M', quick: true, batch: 16, blockSteps: 4, config: gpt2(6, 384, 256, 65) },
  { name: '33.7M', quick: false, batch: 8, blockSteps: 3, config: gpt2(8, 512, 256, 8192, false) },
  { name: '124M', quick: false, batch: 2, blockSteps: 2, config: gpt2(12, 768, 512, 50_257) },
]
