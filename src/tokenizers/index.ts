/** Text to ids and back: training and encoding of byte-level BPE, tokenizer.json files, chat templates. */
export { type ChatTokenizer, loadTokenizer, saveTokenizer, writeTokenizerJson } from './folder.ts'
export type { Spacing } from './pre-tokenizers/spacing.ts'
export { type ByteLevelBpeOptions, type TrainingProgress, trainByteLevelBpe } from './trainers/byte-level-bpe.ts'
export { commonWords } from './trainers/common-words.ts'
export { trainWordPiece, type WordPieceOptions } from './trainers/word-piece.ts'
export * from './web.ts'
