export type { RunProgress } from './progress.ts'
export { type RaiseOptions, raise } from './raise.ts'
export { ask, heldOut } from './report.ts'
