import { InstarError, msg } from '../errors/index.ts'
import { tokenizerFromJson } from './tokenizer.ts'
import type { TokenizerJson } from './tokenizer-json.ts'

export interface TokenizerFiles {
  readonly json: TokenizerJson
  readonly template: string
  /** @default '<|end|>' */
  readonly endToken?: string
  /** @default '<|endoftext|>' */
  readonly paddingToken?: string
  /** The longest sequence that the model was trained for. */
  readonly contextLength?: number
}

/**
 * The texts of `tokenizer.json` and `tokenizer_config.json`, by name, from which transformers' `AutoTokenizer` opens.
 *
 * @throws InstarError if the end or padding token is not in the vocabulary.
 */
export function tokenizerFiles(files: TokenizerFiles): Record<string, string> {
  const { json, template, endToken = '<|end|>', paddingToken = '<|endoftext|>', contextLength } = files
  const tokenizer = tokenizerFromJson(json)
  for (const token of [endToken, paddingToken]) {
    if (!tokenizer.specialTokens.has(token)) {
      const known = [...tokenizer.specialTokens.keys()].join(', ')
      throw new InstarError(msg`Expected one of the tokenizer's special tokens (${known}), found ${token}`)
    }
  }
  const config = {
    added_tokens_decoder: Object.fromEntries(json.added_tokens.map(({ id, ...token }) => [id, token])),
    bos_token: null,
    chat_template: template,
    clean_up_tokenization_spaces: false,
    eos_token: endToken,
    ...(contextLength === undefined ? {} : { model_max_length: contextLength }),
    pad_token: paddingToken,
    tokenizer_class: 'PreTrainedTokenizerFast',
  }
  const text = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
  return { 'tokenizer.json': text(json), 'tokenizer_config.json': text(config) }
}
