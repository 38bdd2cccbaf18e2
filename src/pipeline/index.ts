export type { Environment, EnvironmentChange } from './environment.ts'
export type { RunProgress } from './progress.ts'
export { type RaiseOptions, raise } from './raise.ts'
export { heldOut } from './report.ts'
