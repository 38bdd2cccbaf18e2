export { type AdamWOptions, adamw } from './adamw.ts'
export { averageDecay, averagedParameters, averageName, averageSpecs } from './average.ts'
export { type Clipping, clipByGlobalNorm } from './clip.ts'
export { type LionOptions, lion } from './lion.ts'
export { type MuonOptions, muon, orthogonalise } from './muon.ts'
export type { LearningRates, Optimizer, OptimizerStep, WeightDecay } from './optimizer.ts'
export { constant, cosine, linear, type Schedule, type ScheduleOptions, warmupStableDecay } from './schedules.ts'
export { type SgdOptions, sgd } from './sgd.ts'
export {
  accumulatedSpecs,
  accumulatedUpdate,
  accumulationStep,
  type TrainingStepOptions,
  trainingStep,
  type UpdateOptions,
  updateScopes,
} from './step.ts'
