import { readConversations, readDocuments } from '../data/index.ts'
import type { Run, StageOf } from '../runs/index.ts'
import {
  type ChatTokenizer,
  chatTemplate,
  chatTokens,
  commonWords,
  loadTokenizer,
  saveTokenizer,
  trainByteLevelBpe,
} from '../tokenizers/index.ts'
import { conversationsFile } from './conversations.ts'
import type { StageRunner, TrainingKind } from './stage.ts'

/** Trains the tokenizer on the texts of earlier stages, evenly over them, up to `sampleCharacters`. */
export const trainTokenizer: StageRunner<'tokenizer'> = async context => {
  const { run, stage, folder, signal, work } = context
  const texts: string[] = []
  for (const from of stage.from) {
    let characters = 0
    for await (const text of textsOf(run, from)) {
      characters += text.length
      if (characters > stage.sampleCharacters / stage.from.length) break
      texts.push(text)
    }
  }
  const json = await trainByteLevelBpe(texts, {
    vocabularySize: stage.vocabularySize,
    specialTokens: chatTokens,
    spacing: stage.spacing,
    commonWords: await commonWords(texts, stage.commonWords),
    ...(stage.wholeCharactersFrom === undefined ? {} : { wholeCharactersFrom: stage.wholeCharactersFrom }),
    ...(signal ? { signal } : {}),
    onProgress: progress => {
      if (progress.stage === 'count') work('count', progress.texts, texts.length)
      else work('merge', progress.tokens, progress.vocabularySize)
    },
  })
  await saveTokenizer(folder, { json, template: chatTemplate })
  const { tokenizer } = await loadTokenizer(folder)
  const sample = texts.filter((_, index) => index % Math.ceil(texts.length / 2000) === 0)
  const characters = sample.reduce((sum, text) => sum + text.length, 0)
  const tokens = sample.reduce((sum, text) => sum + tokenizer.encode(text).length, 0)
  return { vocabularySize: tokenizer.vocabularySize, texts: texts.length, charactersPerToken: characters / tokens }
}

async function* textsOf(run: Run, name: string): AsyncGenerator<string> {
  if (run.recipe.stages[name]?.kind === 'documents') {
    for await (const document of readDocuments(run.path(name), 'train')) yield document.text
    return
  }
  for await (const conversation of readConversations(run.path(name, conversationsFile)))
    for (const message of conversation.messages) {
      if (message.content !== '') yield message.content
      for (const call of message.tool_calls ?? []) yield call.function.arguments.code
    }
}

/** A tokenizer with the template of the conversations that the model is taught. */
export type TrainingTokenizer = ChatTokenizer & { readonly template: string }

/** The tokenizer of a training stage. */
export async function stageTokenizer(run: Run, stage: StageOf<TrainingKind>): Promise<TrainingTokenizer> {
  const loaded = await loadTokenizer(run.path(stage.tokenizer))
  return { ...loaded, template: loaded.template ?? chatTemplate }
}
