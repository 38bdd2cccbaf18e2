export {
  addPositions,
  causalAttention,
  causalBias,
  type RotaryTables,
  rotaryAt,
  rotaryTables,
  type TrainingAttention,
} from './attention.ts'
export { linear, type MlpWeights, mlp } from './layers.ts'
export { type CrossEntropyOptions, crossEntropy, tokenLosses } from './loss.ts'
export {
  declareParameters,
  type Initial,
  initialise,
  type ParameterRole,
  type ParameterSpec,
  type ParameterSpecs,
  type Parameters,
  type ParameterValue,
  parameterCount,
  parameterNamed,
} from './parameters.ts'
