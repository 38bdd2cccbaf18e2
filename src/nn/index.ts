export { type MultiHeadOptions, multiHeadAttention } from './attention.ts'
export { dropout, dropoutKey } from './dropout.ts'
export { type Activation, activations, type MlpProjections, mlp, type Projection } from './feed-forward.ts'
export { type Adapter, linear, type Precision, project } from './linear.ts'
export { type LoraOptions, loraParameters, withLora } from './lora.ts'
export { type Advantages, generalisedAdvantages, groupAdvantages, penalisedRewards } from './losses/advantages.ts'
export { contrastiveLoss } from './losses/contrastive.ts'
export {
  type ChunkedCrossEntropyOptions,
  type CrossEntropyOptions,
  chunkedCrossEntropy,
  crossEntropy,
  entropy,
  textLogProbabilities,
  tokenLosses,
  weightedMean,
} from './losses/cross-entropy.ts'
export {
  grpoLoss,
  klEstimate,
  type PolicyLoss,
  type PolicyTokens,
  ppoLoss,
  type ValueTokens,
  valueLoss,
} from './losses/policy.ts'
export { dpoLoss, type PreferencePairs, rankingLoss } from './losses/ranking.ts'
export {
  attentionBias,
  type CausalBlock,
  causalBias,
  causalBlocks,
  causalMask,
  documentMask,
  paddingMask,
  prefixBias,
  prefixMask,
} from './masks.ts'
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
export { cosineSimilarities, meanPool, poolAt, scalarHead, unitRows } from './pooling.ts'
export {
  addPositions,
  type RelativeBias,
  type RotaryTables,
  relativeBias,
  rotaryAt,
  rotaryTables,
  sinusoidalTable,
} from './positions.ts'
export { gru, lstm, type RecurrentOptions, type RecurrentOutput, type RecurrentWeights } from './recurrent.ts'
