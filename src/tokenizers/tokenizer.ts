import { InstarError, msg } from '../errors/index.ts'
import { addedTokenScanner } from './added-tokens.ts'
import { unitsOf } from './characters/utf16.ts'
import { type StreamDecoder, tokenDecoder } from './decoding.ts'
import { type Encoding, encodingOf } from './encoding.ts'
import { type IdBuffer, idBuffer, pushId } from './id-buffer.ts'
import { buildModel } from './models/index.ts'
import type { PieceEncoder } from './models/piece-encoder.ts'
import { buildNormalizer } from './normalizers/index.ts'
import { buildPostProcessor } from './post-processors/index.ts'
import { buildPreTokenizer } from './pre-tokenizers/index.ts'
import type { Scanner } from './pre-tokenizers/scanners/index.ts'
import { plainText, type Text, type TracedText, tracedText } from './text.ts'
import type { AddedToken, Component, TokenizerJson } from './tokenizer-json.ts'

/** Text to ids and back. Ids are those of Hugging Face's tokenizers for the same `tokenizer.json`. */
export interface Tokenizer {
  /** One more than the largest id. */
  readonly vocabularySize: number
  /** The control tokens by content: those that `skipSpecial` leaves out. */
  readonly specialTokens: ReadonlyMap<string, number>
  /** Every token that is found in text before the model sees it: the special ones, and others such as `<think>`. */
  readonly addedTokens: readonly AddedToken[]
  /**
   * The ids of `text`. Nothing is put before or after it (`add_special_tokens=False` in Hugging Face's terms).
   *
   * With `special`, added tokens in the text get their own ids, as Hugging Face's tokenizers always do. Without, which
   * is the default, `<|end|>` in a text is ordinary characters: a user cannot type a control token. A lone surrogate,
   * which no UTF-8 can spell, is read as U+FFFD.
   */
  encode(text: string, options?: { readonly special?: boolean }): Int32Array
  encodeBatch(texts: readonly string[], options?: { readonly special?: boolean }): Int32Array[]
  /**
   * The ids of a text or of a pair, with the place of each token in its text, and with the tokens that the file's
   * post-processor puts around them (`[CLS]`, `[SEP]`) unless `surround` is false.
   */
  encoding(text: string, options?: EncodingOptions): Encoding
  /** The text of `ids`. Bytes that are no UTF-8 become U+FFFD. @throws InstarError for an id outside the vocabulary. */
  decode(ids: ArrayLike<number>, options?: { readonly skipSpecial?: boolean }): string
  /** Decodes token by token, for streams. */
  decoder(options?: { readonly skipSpecial?: boolean }): StreamDecoder
  /** The id of a token as it stands in the vocabulary (bytes in the alphabet of byte-alphabet.ts). */
  tokenId(token: string): number | undefined
  /** The token of an id, as it stands in the vocabulary. @throws InstarError for an id outside the vocabulary. */
  token(id: number): string
}

export interface EncodingOptions {
  /** The second text of a pair. */
  readonly pair?: string
  /** Recognise added tokens in the texts. @default false */
  readonly special?: boolean
  /** Put the post-processor's tokens around. @default true */
  readonly surround?: boolean
}

/**
 * The tokenizer that a `tokenizer.json` describes. Padding and truncation do not apply: batches are the caller's work.
 *
 * @throws InstarError naming the component for a file that is damaged or uses what does not exist.
 */
export function tokenizerFromJson(json: TokenizerJson): Tokenizer {
  checkShape(json)
  const addedTokens = json.added_tokens ?? []
  const normalize = buildNormalizer(json.normalizer)
  const preTokenizer = buildPreTokenizer(json.pre_tokenizer)
  const model = buildModel(withType(json.model), preTokenizer.alphabet)
  const postProcessor = buildPostProcessor(json.post_processor)
  const scan = addedTokenScanner(addedTokens.filter(token => !token.normalized))
  const scanNormalized = addedTokenScanner(
    addedTokens
      .filter(token => token.normalized)
      .map(token => ({ ...token, content: normalize(plainText(token.content)).value })),
  )
  const specialTokens = new Map(addedTokens.filter(token => token.special).map(token => [token.content, token.id]))
  const addedIds = new Map(addedTokens.map(token => [token.content, token.id]))
  const decoding = tokenDecoder(json.decoder, model.ids, addedTokens)

  /** Visits the text between added tokens, normalised, and the added tokens, in order. */
  const visit = <T extends Text>(
    text: T,
    special: boolean,
    onText: (text: T) => void,
    onToken: (id: number, text: T) => void,
  ): void => {
    if (!special) {
      onText(normalize(text) as T)
      return
    }
    for (const segment of scan(text.value)) {
      const part = text.slice(segment.start, segment.end) as T
      if (segment.id !== undefined) onToken(segment.id, part)
      else {
        const normalized = normalize(part) as T
        for (const { start, end, id } of scanNormalized(normalized.value)) {
          const inner = normalized.slice(start, end) as T
          if (id !== undefined) onToken(id, inner)
          else onText(inner)
        }
      }
    }
  }
  const { scan: cut, split } = preTokenizer
  const { encodeUnits } = model
  const byHand: ByHand | undefined =
    cut && encodeUnits && preTokenizer.alphabet === 'bytes' ? { cut, encodeUnits } : undefined
  const encodeText = (text: Text, into: IdBuffer): void => {
    if (!byHand) {
      for (const piece of split(text)) model.encode(piece.value, into)
      return
    }
    const { length } = text.value
    const units = unitsOf(text.value)
    for (let start = 0; start < length; ) start = encodePieces(byHand, units, start, length, into)
  }
  const encode = (text: string, options: { readonly special?: boolean } = {}): Int32Array => {
    buffer.length = 0
    visit(
      plainText(text.toWellFormed()),
      options.special === true,
      part => encodeText(part, buffer),
      id => pushId(buffer, id),
    )
    const ids = buffer.ids.slice(0, buffer.length)
    if (buffer.ids.length > keptIds) buffer.ids = new Int32Array(1024)
    return ids
  }

  return {
    vocabularySize: decoding.size,
    specialTokens,
    addedTokens,
    encode,
    encodeBatch: (texts, options) => texts.map(text => encode(text, options)),
    encoding: (text, { pair, special = false, surround = true } = {}) => {
      const texts = [text, ...(pair === undefined ? [] : [pair])].map(given => given.toWellFormed())
      const tokensOf = (given: string) => {
        const tokens: { id: number; start: number; end: number }[] = []
        const place = ({ starts, ends }: TracedText, start: number, end: number) => ({
          start: starts[start] ?? 0,
          end: ends[Math.max(start, end - 1)] ?? 0,
        })
        visit(
          tracedText(given),
          special,
          part => {
            for (const piece of split(part) as readonly TracedText[])
              for (const { id, start, end } of model.spans(piece.value))
                tokens.push({ id, ...place(piece, start, end) })
          },
          (id, part) => tokens.push({ id, ...place(part, 0, part.value.length) }),
        )
        return tokens
      }
      return encodingOf(texts, texts.map(tokensOf), postProcessor, surround)
    },
    decode: decoding.decode,
    decoder: decoding.decoder,
    tokenId: token => addedIds.get(token) ?? model.ids.get(token),
    token: decoding.token,
  }
}

/** The ids of one text after the other; beyond `keptIds` the room is given back after use. */
const buffer = idBuffer()
const keptIds = 1 << 20

/** A model over bytes behind a scanner. */
interface ByHand {
  readonly cut: Scanner
  readonly encodeUnits: PieceEncoder
}

/**
 * Appends the ids of a few hundred pieces. One function for all tokenizers that is often called is compiled once; a loop
 * over a whole text would be compiled anew while each new tokenizer runs it. @returns where the last piece ends
 */
function encodePieces(
  { cut, encodeUnits }: ByHand,
  units: Uint16Array,
  start: number,
  end: number,
  into: IdBuffer,
): number {
  for (let count = 0; count < 256 && start < end; count++) {
    const next = cut(units, start, end)
    encodeUnits(units, start, next, into)
    start = next
  }
  return start
}

/** Files of older versions leave the type of the model to be seen from what it has. */
function withType(model: Component): Component {
  if (model.type !== undefined) return model
  const has = (key: string) => key in model
  const type = has('merges')
    ? 'BPE'
    : Array.isArray(model.vocab)
      ? 'Unigram'
      : has('continuing_subword_prefix')
        ? 'WordPiece'
        : 'WordLevel'
  return { ...model, type }
}

function checkShape(json: TokenizerJson): void {
  const model = (json as Partial<TokenizerJson> | null)?.model
  if (!model || typeof model !== 'object') throw new InstarError(msg`tokenizer.json: expected an object with a "model"`)
  const { added_tokens: added } = json
  if (!Array.isArray(added ?? [])) throw new InstarError(msg`tokenizer.json: expected added_tokens to be a list`)
  for (const [i, token] of (added ?? []).entries())
    if (typeof token?.content !== 'string' || !Number.isInteger(token.id) || token.id < 0 || token.id > 0xffffff)
      throw new InstarError(msg`tokenizer.json: expected added_tokens[${i}] to have a content and an id`)
}
