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

const gpt2 = (layers: number, width: number, heads: number, contextLength: number, vocabularySize: number) =>
  decoderConfig({ style: 'gpt2', layers, width, heads, contextLength, vocabularySize })

/** GPT-2 shapes with a tied head, as in nanoGPT's character-level examples and one with a real vocabulary. */
export const trainingShapes: readonly TrainingShape[] = [
  { name: 'gpt-0.8M', quick: true, batch: 12, blockSteps: 40, config: gpt2(4, 128, 4, 64, 65) },
  { name: 'gpt-10.8M', quick: true, batch: 16, blockSteps: 4, config: gpt2(6, 384, 6, 256, 65) },
  { name: 'gpt-29M', quick: false, batch: 8, blockSteps: 3, config: gpt2(8, 512, 8, 256, 8192) },
]
