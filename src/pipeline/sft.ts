import { loadModel } from '../checkpoints/index.ts'
import {
  type EncodedConversation,
  mixRows,
  type PackOptions,
  packConversations,
  readConversations,
} from '../data/index.ts'
import { random } from '../random/index.ts'
import { encodeChat } from '../tokenizers/index.ts'
import { conversationsFile } from './conversations.ts'
import { packedDocuments } from './pretrain.ts'
import type { StageContext, StageRunner } from './stage.ts'
import { stageTokenizer, type TrainingTokenizer } from './tokenizer.ts'
import { trainStage } from './training.ts'

/** Conversations encoded between two looks at the abort signal. */
const turn = 1000

/** One conversation of so many is for validation: they come in a random order, kinds and languages mixed. */
const validationEvery = 64

/** Fine-tunes the model of an earlier stage on conversations, with documents replayed among them. */
export const sft: StageRunner<'sft'> = async context => {
  const { run, stage, seed, name } = context
  const chat = await stageTokenizer(run, stage)
  const before = run.path(stage.from)
  const { config: trained } = await loadModel(before)
  const contextLength = stage.contextLength ?? trained.contextLength

  const { conversations, validationRows } = packed(await encodedConversations(context, chat, contextLength), {
    contextLength,
    key: [seed, name],
  })
  const rows = stage.replay
    ? mixRows([
        { rows: conversations, share: 1 - stage.replay.share },
        {
          rows: await packedDocuments(context, {
            data: stage.replay.stage,
            split: 'train',
            tokenizer: chat.tokenizer,
            contextLength,
          }),
          share: stage.replay.share,
        },
      ])
    : conversations
  const config = { ...trained, contextLength }
  const start = async () => (await loadModel(before)).parameters
  const summary = await trainStage(context, { config, rows, validationRows, start }, chat)
  return { ...summary, dropped: conversations.dropped }
}

/** Rows for training and for validation. What they are made from is not kept. */
function packed(encoded: readonly EncodedConversation[], options: PackOptions) {
  const isHeldOut = (_: unknown, index: number) => index % validationEvery === 0
  return {
    conversations: packConversations(
      encoded.filter((conversation, index) => !isHeldOut(conversation, index)),
      options,
    ),
    validationRows: packConversations(encoded.filter(isHeldOut), options),
  }
}

async function encodedConversations(
  { run, stage, name, seed, work, signal }: StageContext<'sft'>,
  { tokenizer, template }: TrainingTokenizer,
  contextLength: number,
): Promise<EncodedConversation[]> {
  const encoded: EncodedConversation[] = []
  const stream = random('sft', seed, name, 'turns')
  for await (const { kind, messages } of readConversations(run.path(stage.data, conversationsFile))) {
    const next = { ...encodeChat(tokenizer, template, messages), weight: stage.mix[kind] ?? 1 }
    const last = encoded.at(-1)
    const follows = stream.next() < stage.turns && last && last.weight === next.weight
    if (follows && last.ids.length + next.ids.length <= contextLength) encoded.push(joined(encoded.pop()!, next))
    else encoded.push(next)
    if (encoded.length % turn === 0) {
      signal?.throwIfAborted()
      work('encode', encoded.length)
    }
  }
  return encoded
}

/** One talk out of two: the template writes turns one after the other, so their encodings can be put together. */
function joined(first: EncodedConversation, second: EncodedConversation): EncodedConversation {
  const length = first.ids.length + second.ids.length
  const [ids, assistant] = [new Int32Array(length), new Uint8Array(length)]
  ids.set(first.ids)
  ids.set(second.ids, first.ids.length)
  assistant.set(first.assistant)
  assistant.set(second.assistant, first.ids.length)
  return { ...first, ids, assistant }
}
