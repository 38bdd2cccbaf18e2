/**
 * The types of `tokenizer.json`, the file of Hugging Face's tokenizers, as far as we write it or read it. Every stage
 * of the pipeline is a component with a `type`; `null` leaves the stage out.
 */
export interface TokenizerJson {
  readonly version: string
  readonly truncation: unknown
  readonly padding: unknown
  readonly added_tokens: readonly AddedToken[]
  readonly normalizer: Component | null
  readonly pre_tokenizer: Component | null
  readonly post_processor: Component | null
  readonly decoder: Component | null
  readonly model: BpeJson | Component
}

/** A token that is found in the text before the model sees it. */
export interface AddedToken {
  readonly id: number
  readonly content: string
  readonly single_word: boolean
  /** Swallow the white space on the left of the token. */
  readonly lstrip: boolean
  /** Swallow the white space on the right of the token. */
  readonly rstrip: boolean
  /** Look for the token after normalisation instead of before it. */
  readonly normalized: boolean
  /** Left out of the text when decoding with `skipSpecial`. */
  readonly special: boolean
}

export interface Component {
  readonly type: string
  readonly [key: string]: unknown
}

/** Byte-pair encoding: ids of tokens, and the pairs to merge, most urgent first. */
export interface BpeJson extends Component {
  readonly type: 'BPE'
  readonly vocab: Readonly<Record<string, number>>
  /** Either `'a b'` (the older form, which we write because every reader knows it) or `['a', 'b']`. */
  readonly merges: readonly (string | readonly [string, string])[]
  /** Take a piece that is a token as a whole without merging (Llama 3). */
  readonly ignore_merges?: boolean
}

/** A control token: found anywhere in a text that may hold such, never split, left out when decoding on request. */
export function specialToken(content: string, id: number): AddedToken {
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }
}

/** The model of a byte-level tokenizer, which knows every byte and so needs no unknown token. */
export function byteLevelBpe(given: Required<Pick<BpeJson, 'vocab' | 'merges' | 'ignore_merges'>>): BpeJson {
  return {
    type: 'BPE',
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: given.ignore_merges,
    vocab: given.vocab,
    merges: given.merges,
  }
}
