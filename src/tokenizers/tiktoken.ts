import { InstarError, msg } from '../errors/index.ts'
import { byteCharacter } from './byte-alphabet.ts'
import { fromBase64 } from './characters/base64.ts'
import { bytePairBuilder } from './models/byte-pair-encoder.ts'
import { cl100kPattern, gpt2Pattern, o200kPattern } from './pre-tokenizers/scanners/index.ts'
import { byteLevelBpe, specialToken, type TokenizerJson } from './tokenizer-json.ts'

/** What a file of tiktoken leaves to the code that reads it: how text is cut, and the control tokens. */
interface TiktokenEncoding {
  readonly pattern: string
  readonly special: Readonly<Record<string, number>>
}

const fillInTheMiddle = (first: number) => ({
  '<|fim_prefix|>': first,
  '<|fim_middle|>': first + 1,
  '<|fim_suffix|>': first + 2,
})

/** The encodings of OpenAI's models: GPT-2 and GPT-3, GPT-4, GPT-4o. */
const encodings = {
  r50k_base: { pattern: gpt2Pattern, special: { '<|endoftext|>': 50256 } },
  cl100k_base: {
    pattern: cl100kPattern,
    special: { '<|endoftext|>': 100257, ...fillInTheMiddle(100258), '<|endofprompt|>': 100276 },
  },
  o200k_base: { pattern: o200kPattern, special: { '<|endoftext|>': 199999, '<|endofprompt|>': 200018 } },
} as const satisfies Readonly<Record<string, TiktokenEncoding>>

export type TiktokenName = keyof typeof encodings

/**
 * The `tokenizer.json` of a vocabulary of tiktoken: lines of a token in base64 and its rank. Ranks are ids, and say what
 * is merged first: of two neighbours that are a token together, those of the lowest rank. The list of merges that a
 * `tokenizer.json` needs holds for each token the one pair that it comes from.
 *
 * @throws InstarError naming the line that is damaged.
 */
export function tiktokenJson(text: string, name: TiktokenName): TokenizerJson {
  const { pattern, special } = encodings[name]
  const tokens = parseRanks(text, name)
  const ranks = new Map(tokens.map((token, rank) => [token, rank]))
  const bytes = Int32Array.from({ length: 256 }, (_, byte) => ranks.get(String.fromCharCode(byte)) ?? -1)
  const missing = bytes.indexOf(-1)
  if (missing >= 0) throw new InstarError(msg`${name}: expected all 256 bytes among the tokens, found no ${missing}`)
  const spelled = tokens.map(spellBytes)
  const builder = bytePairBuilder(bytes, tokens.length)
  const merges: [string, string][] = []
  tokens.forEach((token, rank) => {
    for (let cut = 1; cut < token.length; cut++) {
      const left = ranks.get(token.slice(0, cut))
      if (left === undefined || left >= rank) continue
      const right = ranks.get(token.slice(cut))
      if (right === undefined || right >= rank || !builder.add(left, right, rank)) continue
      merges.push([spelled[left]!, spelled[right]!])
      return
    }
  })
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: Object.entries(special).map(([content, id]) => specialToken(content, id)),
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: false, use_regex: true },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: byteLevelBpe({
      vocab: Object.fromEntries(spelled.map((token, rank) => [token, rank])),
      merges,
      ignore_merges: true, // tiktoken looks a piece up as a whole first
    }),
  }
}

/** Tokens by rank, one character of U+0000 to U+00FF per byte. */
function parseRanks(text: string, name: string): string[] {
  const tokens: string[] = []
  let lineNumber = 0
  for (const line of text.split('\n')) {
    lineNumber++
    if (line === '') continue
    const [, encoded, rank] = /^([A-Za-z0-9+/]+={0,2}) (\d{1,7})\r?$/.exec(line) ?? []
    const token = fromBase64(encoded ?? '')
    if (encoded === undefined || token === undefined || tokens[Number(rank)] !== undefined)
      throw new InstarError(
        msg`${name}, line ${lineNumber}: expected a token in base64 and its rank, found ${line.slice(0, 60)}`,
      )
    tokens[Number(rank)] = token
  }
  const gap = tokens.indexOf(undefined as unknown as string)
  if (gap >= 0 || tokens.length === 0)
    throw new InstarError(msg`${name}: expected ranks without gaps, found none for ${Math.max(gap, 0)}`)
  return tokens
}

function spellBytes(token: string): string {
  let spelled = ''
  for (let i = 0; i < token.length; i++) spelled += byteCharacter(token.charCodeAt(i))
  return spelled
}
