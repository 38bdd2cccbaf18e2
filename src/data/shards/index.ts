export { type BuildOptions, buildDocuments } from './build.ts'
export { createShards, documentColumns, documentOf, readDocuments } from './documents.ts'
export { type DataManifest, type FilterCounts, readManifest, type SplitManifest, type SplitName } from './manifest.ts'
export {
  addLength,
  binStart,
  type Clusters,
  type FilterObservations,
  type Lengths,
  noLengths,
  type Observations,
  observationsFile,
  readObservations,
  sumLengths,
} from './observations.ts'
export { createRejects, readRejects } from './rejects.ts'
export { createSieve, excerpt, mergeObservations, sumCounts } from './sieve.ts'
export { splitByDocument } from './split.ts'
export { createTable, readRows } from './table.ts'
