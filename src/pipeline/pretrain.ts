import { type PackedRows, packDocuments, readDocuments, readManifest } from '../data/index.ts'
import { decoderConfig } from '../models/index.ts'
import type { Tokenizer } from '../tokenizers/index.ts'
import type { StageRunner, TrainingContext } from './stage.ts'
import { stageTokenizer } from './tokenizer.ts'
import { trainStage } from './training.ts'

/** Trains a decoder from nothing on the documents of a stage: next-token prediction. */
export const pretrain: StageRunner<'pretrain'> = async context => {
  const { stage } = context
  const chat = await stageTokenizer(context.run, stage)
  const config = decoderConfig({
    ...stage.model,
    contextLength: stage.contextLength,
    vocabularySize: chat.tokenizer.vocabularySize,
  })
  const from = { data: stage.data, tokenizer: chat.tokenizer, contextLength: stage.contextLength }
  const rows = await packedDocuments(context, { ...from, split: 'train' })
  const validationRows = await heldOutDocuments(context, from)
  return trainStage(context, { config, rows, ...(validationRows ? { validationRows } : {}) }, chat)
}

/** Which documents become rows, and how. */
interface DocumentRows {
  /** Name of the documents stage. */
  readonly data: string
  readonly split: 'train' | 'validation'
  readonly tokenizer: Tokenizer
  readonly contextLength: number
}

/** The documents of a stage as rows of training. @throws InstarError where there are none. */
export async function packedDocuments(
  { run, seed, name, signal }: TrainingContext,
  { data, split, tokenizer, contextLength }: DocumentRows,
): Promise<PackedRows> {
  const documents: Int32Array[] = []
  for await (const { text } of readDocuments(run.path(data), split)) {
    signal?.throwIfAborted()
    documents.push(tokenizer.encode(text))
  }
  const separator = tokenizer.tokenId('<|endoftext|>') ?? 0
  return packDocuments(documents, { contextLength, key: [seed, name, 'documents', split], separator })
}

/** The documents set apart for validation; a small corpus may have none. */
async function heldOutDocuments(
  context: TrainingContext,
  from: Omit<DocumentRows, 'split'>,
): Promise<PackedRows | undefined> {
  const { validation } = await readManifest(context.run.path(from.data))
  return validation.documents > 0 ? packedDocuments(context, { ...from, split: 'validation' }) : undefined
}
