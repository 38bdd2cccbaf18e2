export { type CollectOptions, type CollectProgress, collect } from './collect.ts'
export type { CollectedSource, CollectManifest } from './manifest.ts'
