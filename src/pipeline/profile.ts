import { msg, usageError } from '../errors/index.ts'
import { type DecoderConfig, decoderConfig } from '../models/index.ts'
import type { Recipe, StageOf } from '../runs/index.ts'
import { type ProfileOptions, profileTraining, type StepProfile } from '../train/index.ts'
import type { TrainingKind } from './stage.ts'

/**
 * Where the time of a training step of a recipe goes. Nothing of a run is needed: the tokens are random, and there are as
 * many as the recipe lets its tokenizer have.
 *
 * @param name of a training stage; the last one unless given
 * @throws InstarError (usage) where the recipe has no such stage.
 */
export async function profileStage(
  recipe: Recipe,
  name: string | undefined,
  options: ProfileOptions,
): Promise<StepProfile & { readonly stage: string }> {
  const names = Object.keys(recipe.stages).filter(each => trainingStage(recipe, each) !== undefined)
  const chosen = name ?? names.at(-1)
  const stage = chosen === undefined ? undefined : trainingStage(recipe, chosen)
  if (chosen === undefined || stage === undefined)
    throw usageError(
      msg`Expected a stage of kind pretrain or sft (${names.join(', ') || msg`the recipe has none`}), found ${chosen ?? msg`none`}`,
    )
  return { stage: chosen, ...(await profileTraining(configOf(recipe, stage), stage, options)) }
}

function trainingStage(recipe: Recipe, name: string): StageOf<TrainingKind> | undefined {
  const stage = recipe.stages[name]
  return stage?.kind === 'pretrain' || stage?.kind === 'sft' ? stage : undefined
}

/** The model that a stage trains: its own, or that of the stage which it goes on from. */
function configOf(recipe: Recipe, stage: StageOf<TrainingKind>): DecoderConfig {
  if (stage.kind === 'sft') {
    const before = configOf(recipe, trainingStage(recipe, stage.from)!)
    return { ...before, contextLength: stage.contextLength ?? before.contextLength }
  }
  const { vocabularySize } = recipe.stages[stage.tokenizer] as StageOf<'tokenizer'>
  return decoderConfig({ ...stage.model, contextLength: stage.contextLength, vocabularySize })
}
