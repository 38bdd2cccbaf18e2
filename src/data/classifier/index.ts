export { atThresholds, rocAuc, type Scored, type ThresholdResult } from './evaluate.ts'
export {
  loadClassifier,
  openClassifier,
  rounded,
  saveClassifier,
  type TextClassifier,
} from './model.ts'
export { type ClassifierTrainingOptions, type Example, trainClassifier } from './train.ts'
