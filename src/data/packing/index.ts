export { type Batch, type BatchSource, batches, oneEpoch, type RowSource } from './batch.ts'
export { type MixPart, mixRows } from './mix.ts'
export {
  type EncodedConversation,
  type PackedRows,
  type PackOptions,
  packConversations,
  packDocuments,
} from './pack.ts'
