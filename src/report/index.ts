export type {
  Cleaning,
  FilterFacts,
  ReportCard,
  StageAnswers,
  StageFacts,
  TokenizerFacts,
  TrainingCurves,
} from './card.ts'
export { reportHtml } from './html.ts'
export { type Inspection, inspectData, inspectionHtml } from './inspection/index.ts'
export { reportMarkdown } from './markdown.ts'
export { type StageScore, stageScores } from './tally.ts'
export { kindName } from './texts.ts'
export { type TokenComparison, tokenPage } from './tokens.ts'
