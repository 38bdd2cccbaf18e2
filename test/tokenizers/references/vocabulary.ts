import { readFileSync } from 'node:fs'
import { isVocabularyName, openVocabulary } from '../../../src/data/index.ts'
import type { TokenizerJson } from '../../../src/tokenizers/index.ts'

/** A vocabulary of a well-known model, or one that lies beside this file. */
export async function jsonOf(name: string): Promise<TokenizerJson> {
  if (isVocabularyName(name)) return openVocabulary(name)
  return JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'))
}

/** Whether the reference finds control tokens in a text: Hugging Face's encode does, tiktoken's encode_ordinary not. */
export function findsSpecial(name: string): boolean {
  return !name.startsWith('gpt')
}
