export type { Metric, Run, RunEvent, Sample, StageRecord } from './folder/record.ts'
export { createRun, openRun } from './folder/run.ts'
export { type RecipeField, recipeFields, stageDescription, stageFields } from './recipe/fields.ts'
export { parseRecipe } from './recipe/parse.ts'
export { recipeReference } from './recipe/reference.ts'
export { plannedSteps, plannedWarmup } from './recipe/references.ts'
export {
  type FilterKind,
  type FilterSettings,
  type Recipe,
  type Stage,
  type StageKind,
  type StageOf,
  stageKinds,
} from './recipe/schema.ts'
