import { InstarError } from '../errors/index.ts'
import { addedTokenScanner } from './added-tokens.ts'
import { buildDecoder } from './decoders/index.ts'
import { buildModel } from './models/index.ts'
import { buildNormalizer } from './normalizers/index.ts'
import { buildPreTokenizer } from './pre-tokenizers/index.ts'
import type { AddedToken, TokenizerJson } from './tokenizer-json.ts'

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
  /** The text of `ids`. Bytes that are no UTF-8 become U+FFFD. @throws InstarError for an id outside the vocabulary. */
  decode(ids: ArrayLike<number>, options?: { readonly skipSpecial?: boolean }): string
  /** Decodes token by token, for streams. */
  decoder(options?: { readonly skipSpecial?: boolean }): StreamDecoder
  /** The id of a token as it stands in the vocabulary (bytes in the alphabet of byte-alphabet.ts). */
  tokenId(token: string): number | undefined
  /** The token of an id, as it stands in the vocabulary. @throws InstarError for an id outside the vocabulary. */
  token(id: number): string
}

/** Decodes a stream of ids. The parts joined are what `decode` gives for all ids at once. */
export interface StreamDecoder {
  /** The text that `id` completes: empty while a character lacks bytes. Never half a character. */
  push(id: number): string
  /** Ends the stream; what is left of an unfinished character comes out as U+FFFD. */
  end(): string
}

/**
 * The tokenizer that a `tokenizer.json` describes. Post-processors, padding and truncation do not apply: they only
 * matter where tokens are added around the text, which is the chat template's work here.
 *
 * @throws InstarError naming the component for a file that is damaged or uses what is not supported.
 */
export function tokenizerFromJson(json: TokenizerJson): Tokenizer {
  checkShape(json)
  const addedTokens = json.added_tokens ?? []
  const normalize = buildNormalizer(json.normalizer)
  const preTokenizer = buildPreTokenizer(json.pre_tokenizer)
  const model = buildModel(json.model, preTokenizer.alphabet)
  const bytesOf = buildDecoder(json.decoder)
  const scan = addedTokenScanner(addedTokens.filter(token => !token.normalized))
  const scanNormalized = addedTokenScanner(
    addedTokens.filter(token => token.normalized).map(token => ({ ...token, content: normalize(token.content) })),
  )
  const { tokens, bytes } = tableOfIds(model.ids, addedTokens, bytesOf)
  const specialTokens = new Map(addedTokens.filter(token => token.special).map(token => [token.content, token.id]))
  const specialIds = new Set(specialTokens.values())
  const addedIds = new Map(addedTokens.map(token => [token.content, token.id]))

  const encodePlain = (normalized: string, into: number[]) => {
    if (normalized.length > 0) for (const piece of preTokenizer.split(normalized)) model.encode(piece, into)
  }
  const encode = (text: string, options: { readonly special?: boolean } = {}): Int32Array => {
    const into: number[] = []
    const wellFormed = text.toWellFormed()
    if (!options.special) encodePlain(normalize(wellFormed), into)
    else {
      for (const segment of scan(wellFormed)) {
        if ('id' in segment) into.push(segment.id)
        else {
          for (const part of scanNormalized(normalize(segment.text))) {
            if ('id' in part) into.push(part.id)
            else encodePlain(part.text, into)
          }
        }
      }
    }
    return new Int32Array(into)
  }
  const checkId = (id: number): number => {
    if (tokens[id] !== undefined) return id
    throw new InstarError(`Expected a token id from 0 to ${tokens.length - 1} that is in use, found ${id}`)
  }
  const decoder = (options: { readonly skipSpecial?: boolean } = {}): StreamDecoder => {
    const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
    return {
      push: id => {
        checkId(id)
        return options.skipSpecial && specialIds.has(id) ? '' : utf8.decode(bytes[id], { stream: true })
      },
      end: () => utf8.decode(),
    }
  }

  return {
    vocabularySize: tokens.length,
    specialTokens,
    addedTokens,
    encode,
    encodeBatch: (texts, options) => texts.map(text => encode(text, options)),
    decode: (ids, options = {}) => {
      const parts: Uint8Array[] = []
      for (let i = 0; i < ids.length; i++) {
        const id = checkId(ids[i]!)
        if (!(options.skipSpecial && specialIds.has(id))) parts.push(bytes[id]!)
      }
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(joinBytes(parts))
    },
    decoder,
    tokenId: token => addedIds.get(token) ?? model.ids.get(token),
    token: id => tokens[checkId(id)]!,
  }
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let end = 0
  for (const part of parts) {
    joined.set(part, end)
    end += part.length
  }
  return joined
}

/** By id: the token, and the bytes that it stands for. An added token stands for its own text. */
function tableOfIds(
  ids: ReadonlyMap<string, number>,
  addedTokens: readonly AddedToken[],
  bytesOf: (token: string) => Uint8Array,
): { tokens: (string | undefined)[]; bytes: (Uint8Array | undefined)[] } {
  const tokens: (string | undefined)[] = []
  const bytes: (Uint8Array | undefined)[] = []
  const utf8 = new TextEncoder()
  for (const [token, id] of ids) {
    tokens[id] = token
    bytes[id] = bytesOf(token)
  }
  for (const { content, id } of addedTokens) {
    tokens[id] = content
    bytes[id] = utf8.encode(content)
  }
  return { tokens, bytes }
}

function checkShape(json: TokenizerJson): void {
  const model = (json as Partial<TokenizerJson> | null)?.model
  if (!model || typeof model !== 'object') throw new InstarError('tokenizer.json: expected an object with a "model"')
  if (!Array.isArray(json.added_tokens ?? []))
    throw new InstarError('tokenizer.json: expected added_tokens to be a list')
  const { vocab, merges } = model as { vocab?: unknown; merges?: unknown }
  if (model.type === undefined && vocab && merges) {
    throw new InstarError('tokenizer.json: expected model.type, found a file of an older form without it')
  }
  if (model.type === 'BPE' && (typeof vocab !== 'object' || vocab === null || !Array.isArray(merges))) {
    throw new InstarError('tokenizer.json: expected model.vocab to be an object and model.merges a list')
  }
}
