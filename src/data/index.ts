export {
  type Batch,
  type BatchSource,
  batches,
  type EncodedConversation,
  emptyBatch,
  type MixPart,
  mixRows,
  oneEpoch,
  type PackedRows,
  type PackOptions,
  packConversations,
  packDocuments,
  type RowSource,
} from './packing/index.ts'
export { cacheFolder, type PackageUri, packageFolder, parsePackageUri } from './sources/index.ts'
