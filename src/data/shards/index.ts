export { type BuildOptions, buildDocuments } from './build.ts'
export { readDocuments } from './documents.ts'
export { type DataManifest, type FilterCounts, readManifest, type SplitManifest, type SplitName } from './manifest.ts'
export {
  binStart,
  type Clusters,
  type FilterObservations,
  type Lengths,
  type Observations,
  readObservations,
} from './observations.ts'
export { readRejects } from './rejects.ts'
export { splitByDocument } from './split.ts'
export { createTable, readRows } from './table.ts'
