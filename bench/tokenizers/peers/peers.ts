import type { TokenizerJson } from '../../../src/tokenizers/index.ts'
import { type Contender, contender } from '../contender.ts'

/**
 * The JavaScript tokenizers that `npm install` in this folder brings. They are no dependency of the product: together
 * they are larger than all that it depends on. What is not there, or has no such vocabulary, is told and left out.
 */
export async function javaScriptPeers(
  encoding: string,
  json: TokenizerJson,
  onMissing: (name: string) => void,
): Promise<Contender[]> {
  const found: Contender[] = []
  for (const [name, open] of Object.entries(peers))
    try {
      found.push(contender(name, await open(encoding, json)))
    } catch {
      onMissing(name)
    }
  return found
}

/** Hidden from the compiler, which has none of them. */
const load = (path: string) => import(path)

type Open = (encoding: string, json: TokenizerJson) => Promise<() => (text: string) => number>

const peers: Readonly<Record<string, Open>> = {
  // It has one tokenizer for each vocabulary, whose cache it lets one empty.
  'gpt-tokenizer': async encoding => {
    const { encode, clearMergeCache } = await load(`gpt-tokenizer/encoding/${encoding}`)
    return () => {
      clearMergeCache()
      return text => encode(text, { disallowedSpecial: new Set() }).length
    }
  },
  'ai-tokenizer': async encoding => {
    const [{ Tokenizer }, ranks] = [await load('ai-tokenizer'), await load(`ai-tokenizer/encoding/${encoding}`)]
    return () => {
      const encoder = new Tokenizer(ranks)
      return text => encoder.encode(text, [], []).length
    }
  },
  'js-tiktoken': async encoding => {
    const { Tiktoken } = await load('js-tiktoken/lite')
    const { default: ranks } = await load(`js-tiktoken/ranks/${encoding}`)
    return () => {
      const encoder = new Tiktoken(ranks)
      return text => encoder.encode(text, [], []).length
    }
  },
  '@huggingface/tokenizers': async (_, json) => {
    const { Tokenizer } = await load('@huggingface/tokenizers')
    return () => {
      const encoder = new Tokenizer(json, {})
      return text => encoder.encode(text, { add_special_tokens: false }).ids.length
    }
  },
}
