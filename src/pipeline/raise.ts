import { msg, usageError } from '../errors/index.ts'
import { removeUnfinished } from '../files/index.ts'
import type { Run, StageKind } from '../runs/index.ts'
import type { DeviceKind } from '../runtime/index.ts'
import { removeCheckpoints } from '../train/index.ts'
import { makeConversations } from './conversations.ts'
import { collectDocuments } from './documents.ts'
import { pretrain } from './pretrain.ts'
import type { RunProgress } from './progress.ts'
import { writeReport } from './report.ts'
import { sft } from './sft.ts'
import type { StageContext, StageRunner } from './stage.ts'
import { trainTokenizer } from './tokenizer.ts'
import { checkpointsFolder } from './training.ts'

const runners: { readonly [K in StageKind]: StageRunner<K> } = {
  documents: collectDocuments,
  conversations: makeConversations,
  tokenizer: trainTokenizer,
  pretrain,
  sft,
  report: writeReport,
}

export interface RaiseOptions {
  /** Folder of the recipe file: relative paths in the recipe start here. */
  readonly recipeFolder: string
  readonly onProgress?: (progress: RunProgress) => void
  /** Ends the running stage after its current step, saved; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Only these stages (and none that is done); all of the recipe by default. */
  readonly stages?: readonly string[]
  /** Where models are trained and asked: the processor unless given. */
  readonly device?: DeviceKind
}

/**
 * Runs the stages of a recipe in their order, each once: a stage that is done is passed over, one that was broken off
 * goes on from its last checkpoint.
 */
export async function raise(run: Run, options: RaiseOptions): Promise<void> {
  const report = options.onProgress ?? (() => {})
  const { stages } = run.recipe
  const names = options.stages ?? Object.keys(stages)
  const unknown = names.find(name => !stages[name])
  if (unknown !== undefined)
    throw usageError(msg`Expected a stage of the recipe (${Object.keys(stages).join(', ')}), but found "${unknown}"`)
  await removeUnfinished(run.folder)
  for (const name of names) {
    options.signal?.throwIfAborted()
    await runStage(run, name, stages[name]!.kind, options, report)
  }
}

async function runStage<K extends StageKind>(
  run: Run,
  name: string,
  kind: K,
  options: RaiseOptions,
  report: (progress: RunProgress) => void,
): Promise<void> {
  const before = run.stage(name)
  if (before.status === 'done') {
    await removeCheckpoints(checkpointsFolder(run), name)
    report({ type: 'stage', stage: name, kind, status: 'already', seconds: 0, summary: before.summary ?? {} })
    return
  }
  report({ type: 'stage', stage: name, kind, status: 'begin' })
  run.startStage(name)
  const started = performance.now()
  const stage = run.recipe.stages[name] as StageContext<K>['stage']
  const context: StageContext<K> = {
    run,
    name,
    stage,
    recipeFolder: options.recipeFolder,
    folder: run.path(name),
    seed: 'seed' in stage && stage.seed !== undefined ? stage.seed : run.recipe.seed,
    device: options.device ?? 'cpu',
    ...(options.signal ? { signal: options.signal } : {}),
    report,
    work: (activity, done, total) =>
      report({ type: 'work', stage: name, activity, done, ...(total === undefined ? {} : { total }) }),
  }
  const runner: StageRunner<K> = runners[kind]
  const outcome = await runner(context)
  const seconds = (performance.now() - started) / 1000
  const summary = { ...outcome, seconds }
  run.finishStage(name, summary)
  // Not before: a stage that was killed right here would have to be trained again.
  await removeCheckpoints(checkpointsFolder(run), name)
  report({ type: 'stage', stage: name, kind, status: 'done', seconds, summary })
}
