import { loadModel } from '../checkpoints/index.ts'
import { type EncodedConversation, mixRows, packConversations, readConversations } from '../data/index.ts'
import { encodeChat } from '../tokenizers/index.ts'
import { conversationsFile } from './conversations.ts'
import { packedDocuments } from './pretrain.ts'
import type { StageRunner } from './stage.ts'
import { stageTokenizer } from './tokenizer.ts'
import { trainStage } from './training.ts'

/** Conversations encoded between two looks at the abort signal. */
const turn = 1000

/** Fine-tunes the model of an earlier stage on conversations, with documents replayed among them. */
export const sft: StageRunner<'sft'> = async context => {
  const { run, stage, seed, name, work, signal } = context
  const chat = await stageTokenizer(run, stage)
  const start = await loadModel(run.path(stage.from))
  const config = { ...start.config, contextLength: stage.contextLength ?? start.config.contextLength }

  const encoded: EncodedConversation[] = []
  for await (const { kind, messages } of readConversations(run.path(stage.data, conversationsFile))) {
    encoded.push({ ...encodeChat(chat.tokenizer, chat.template, messages), weight: stage.mix[kind] ?? 1 })
    if (encoded.length % turn === 0) {
      signal?.throwIfAborted()
      work('encode', encoded.length)
    }
  }
  // Every 64th conversation is for validation: they come in a random order, kinds and languages mixed.
  const packing = { contextLength: config.contextLength, key: [seed, name] }
  const conversations = packConversations(
    encoded.filter((_, index) => index % 64 !== 0),
    packing,
  )
  const validationRows = packConversations(
    encoded.filter((_, index) => index % 64 === 0),
    packing,
  )
  const rows = stage.replay
    ? mixRows([
        { rows: conversations, share: 1 - stage.replay.share },
        {
          rows: await packedDocuments(run, stage.replay.stage, 'train', chat.tokenizer, config.contextLength, [
            seed,
            name,
          ]),
          share: stage.replay.share,
        },
      ])
    : conversations
  const summary = await trainStage(context, { config, rows, validationRows, start: start.parameters }, chat)
  return { ...summary, conversations: encoded.length, dropped: conversations.dropped }
}
