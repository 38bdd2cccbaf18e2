export type {
  Cleaning,
  FilterFacts,
  JudgedAnswer,
  ReportCard,
  StageAnswers,
  StageFacts,
  TokenizerFacts,
  TrainingCurves,
} from './card.ts'
export { reportHtml } from './html.ts'
export { reportMarkdown } from './markdown.ts'
export { falseRefusals, type Score, scores } from './tally.ts'
export type { ReportLanguage } from './texts.ts'
