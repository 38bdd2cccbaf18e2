/** Text to ids and back: training and encoding of byte-level BPE, tokenizer.json files, chat templates. */
export { type EncodedChat, encodeChat, encodeChatPrompt } from './chat/encode.ts'
export type { Message, ToolCall } from './chat/message.ts'
export { chatTemplate, chatTokens, renderChat } from './chat/template.ts'
export { type ChatTokenizer, loadTokenizer, saveTokenizer, type TokenizerFiles } from './folder.ts'
export type { Spacing } from './pre-tokenizers/spacing.ts'
export { type StreamDecoder, type Tokenizer, tokenizerFromJson } from './tokenizer.ts'
export type { AddedToken, BpeJson, Component, TokenizerJson } from './tokenizer-json.ts'
export { type ByteLevelBpeOptions, type TrainingProgress, trainByteLevelBpe } from './trainers/byte-level-bpe.ts'
