import { spacingPatterns } from '../spacing.ts'
import { deepseek } from './deepseek.ts'
import { gpt2, gpt4, gpt4o } from './gpt.ts'
import type { Scanner } from './scanner.ts'
import { apart, glued } from './spacing.ts'

export type { Scanner } from './scanner.ts'

/** The pattern of GPT-2, which `ByteLevel` applies unless told not to. */
export const gpt2Pattern = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"

const endings = "'s|'t|'re|'ve|'m|'ll|'d"
const word = '[^\\r\\n\\p{L}\\p{N}]?'
const symbols = ' ?[^\\s\\p{L}\\p{N}]+'
const spaces = '\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+'
const gpt4Pattern = (digits: string) => `(?i:${endings})|${word}\\p{L}+|\\p{N}${digits}|${symbols}[\\r\\n]*|${spaces}`

/** As in tiktoken, where white space that ends the text is one piece. */
export const cl100kPattern = `(?i:${endings})|${word}\\p{L}+|\\p{N}{1,3}|${symbols}[\\r\\n]*|\\s+(?![\\s\\S])|${spaces}`

const [heads, tails] = ['[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]', '[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]']
export const o200kPattern = [
  `${word}${heads}*${tails}+(?i:${endings})?`,
  `${word}${heads}+${tails}*(?i:${endings})?`,
  `\\p{N}{1,3}|${symbols}[\\r\\n/]*|${spaces}`,
].join('|')

/** DeepSeek-V3 cuts three times; its line breaks stand in the pattern as they are. */
const deepseekPatterns = [
  '\\p{N}{1,3}',
  '[一-龥぀-ゟ゠-ヿ]+',
  '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+',
]

/** Patterns, each `Isolated`, of which a scanner does the same; a property test proves each pair equal. */
export const knownScanners: readonly (readonly [patterns: readonly string[], scanner: Scanner])[] = [
  [[gpt2Pattern], gpt2],
  [[gpt4Pattern('{1,3}')], gpt4(3, false)], // Llama 3, and tokenizer.json files made of GPT-4's vocabulary
  [[gpt4Pattern('')], gpt4(1, false)], // Qwen 2 and 3
  [[cl100kPattern], gpt4(3, true)],
  [[o200kPattern], gpt4o],
  [deepseekPatterns, deepseek],
  [[spacingPatterns.apart], apart],
  [[spacingPatterns.glued], glued],
]

/** The scanner that cuts as these patterns do one after the other, if there is one. */
export function scannerOf(patterns: readonly string[]): Scanner | undefined {
  return knownScanners.find(
    ([known]) => known.length === patterns.length && known.every((p, i) => p === patterns[i]),
  )?.[1]
}
