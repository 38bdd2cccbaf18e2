export { type CleaningOptions, cleanDocuments } from './clean.ts'
export type { CleaningSettings } from './plan.ts'
export type { CleaningProgress } from './progress.ts'
export { parseTask, type Task, taskFromEnvironment } from './task.ts'
