import { join, resolve } from 'node:path'
import {
  conversations,
  heldOutQuestions,
  oneProgram,
  openSynthesis,
  type RunCode,
  type SynthesisOptions,
  writeConversations,
} from '../data/index.ts'
import { InstarError, msg } from '../errors/index.ts'
import { writeWhole } from '../files/index.ts'
import { openSandbox } from '../sandbox/index.ts'
import type { StageRunner } from './stage.ts'

/** Where a conversations stage puts what it makes, inside its folder. */
export const conversationsFile = 'train.parquet'
export const questionsFile = 'questions.jsonl'

/** Sets held-out questions apart, then makes the conversations to learn from. */
export const makeConversations: StageRunner<'conversations'> = async context => {
  const { stage, recipeFolder, folder, seed, signal, work } = context
  const abortable = signal ? { signal } : {}
  const synthesis = await openSynthesis(resolve(recipeFolder, stage.synthesis), abortable)
  // Many programs in one run: a fresh interpreter for each would take a millisecond, half a minute in all.
  await using sandbox = openSandbox({ timeoutMs: 10_000, outputCharacters: 1_000_000 })
  const run: RunCode = async programs => {
    const { output, ok } = await sandbox.run(oneProgram(programs), abortable)
    if (!ok) throw new InstarError(msg`Expected code in the phrasings that runs, but the sandbox says: ${output}`)
    return JSON.parse(output)
  }
  const options: SynthesisOptions = {
    seed,
    languages: stage.languages,
    heldOutShare: stage.heldOutShare,
    run,
    ...abortable,
  }
  const questions = await heldOutQuestions(synthesis, {
    ...options,
    perKind: stage.questionsPerKind,
    neverAskedPerKind: stage.questionsPerKind,
    unforeseenPerKind: Math.ceil(stage.questionsPerKind / 4),
  })
  await writeWhole(join(folder, questionsFile), questions.map(question => `${JSON.stringify(question)}\n`).join(''))

  const total = Object.values(stage.counts).reduce((sum, count) => sum + count, 0)
  const exclude = new Set(questions.map(({ question }) => question))
  const made = conversations(synthesis, {
    ...options,
    counts: stage.counts,
    languageShares: stage.languageShares,
    exclude,
  })
  const kinds: Record<string, number> = {}
  const counted = async function* () {
    let done = 0
    for await (const conversation of made) {
      kinds[conversation.kind] = (kinds[conversation.kind] ?? 0) + 1
      if (++done % 500 === 0) work('write', done, total)
      yield conversation
    }
  }
  const count = await writeConversations(join(folder, conversationsFile), counted())
  return { conversations: count, questions: questions.length, kinds }
}
