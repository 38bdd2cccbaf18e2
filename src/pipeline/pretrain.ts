import { type PackedRows, packDocuments, readDocuments } from '../data/index.ts'
import { decoderConfig } from '../models/index.ts'
import type { Run } from '../runs/index.ts'
import type { Tokenizer } from '../tokenizers/index.ts'
import type { StageRunner } from './stage.ts'
import { stageTokenizer } from './tokenizer.ts'
import { trainStage } from './training.ts'

/** Trains a decoder from nothing on the documents of a stage: next-token prediction. */
export const pretrain: StageRunner<'pretrain'> = async context => {
  const { run, stage, seed, name } = context
  const chat = await stageTokenizer(run, stage)
  const config = decoderConfig({
    ...stage.model,
    contextLength: stage.contextLength,
    vocabularySize: chat.tokenizer.vocabularySize,
  })
  const rows = await packedDocuments(run, stage.data, 'train', chat.tokenizer, stage.contextLength, [seed, name])
  const validationRows = await packedDocuments(run, stage.data, 'validation', chat.tokenizer, stage.contextLength, [
    seed,
    name,
  ])
  return trainStage(context, { config, rows, validationRows }, chat)
}

/** The documents of a stage as rows of training. */
export async function packedDocuments(
  run: Run,
  data: string,
  split: 'train' | 'validation',
  tokenizer: Tokenizer,
  contextLength: number,
  key: readonly (string | number)[],
): Promise<PackedRows> {
  const documents: Int32Array[] = []
  for await (const { text } of readDocuments(run.path(data), split)) documents.push(tokenizer.encode(text))
  const separator = tokenizer.tokenId('<|endoftext|>') ?? 0
  return packDocuments(documents, { contextLength, key: [...key, 'documents', split], separator })
}
