import { InstarError, msg } from '../errors/index.ts'
import { bytesOfToken, tokenOfText } from './byte-alphabet.ts'
import { buildDecoder } from './decoders/index.ts'
import type { AddedToken, Component } from './tokenizer-json.ts'

/** Decodes a stream of ids. The parts joined are what `decode` gives for all ids at once. */
export interface StreamDecoder {
  /** The text that `id` completes: empty while a character lacks bytes. Never half a character. */
  push(id: number): string
  /** Ends the stream; what is left of an unfinished character comes out as U+FFFD. */
  end(): string
}

/** Ids back to text. */
export interface TokenDecoder {
  /** One more than the largest id. */
  readonly size: number
  token(id: number): string
  decode(ids: ArrayLike<number>, options?: { readonly skipSpecial?: boolean }): string
  decoder(options?: { readonly skipSpecial?: boolean }): StreamDecoder
}

/** @throws InstarError naming the component for a decoder that does not exist. */
export function tokenDecoder(
  component: Component | null | undefined,
  ids: ReadonlyMap<string, number>,
  addedTokens: readonly AddedToken[],
): TokenDecoder {
  const build = buildDecoder(component)
  const inBytes = component?.type === 'ByteLevel'
  const tokens: (string | undefined)[] = []
  for (const [token, id] of ids) tokens[id] = token
  /** What the decoder is given: an added token stands for its own text. */
  const spelled: (string | undefined)[] = tokens.slice()
  for (const { content, id } of addedTokens) {
    tokens[id] = content
    spelled[id] = inBytes ? tokenOfText(content) : content
  }
  const specialIds = new Set(addedTokens.filter(token => token.special).map(token => token.id))
  const checkId = (id: number): number => {
    if (tokens[id] !== undefined) return id
    throw new InstarError(msg`Expected a token id from 0 to ${tokens.length - 1} that is in use, found ${id}`)
  }

  const decoder = (options: { readonly skipSpecial?: boolean } = {}): StreamDecoder => {
    const stage = build()
    let text = ''
    const emit = (part: string) => {
      text += part
    }
    const taken = () => {
      const part = text
      text = ''
      return part
    }
    return {
      push: id => {
        checkId(id)
        if (!(options.skipSpecial && specialIds.has(id))) stage.push(spelled[id]!, emit)
        return taken()
      },
      end: () => {
        stage.end(emit)
        return taken()
      },
    }
  }

  const utf8 = new TextEncoder()
  const bytes: (Uint8Array | undefined)[] = []
  const bytesOf = (id: number): Uint8Array => {
    bytes[id] ??= bytesOfToken(spelled[checkId(id)]!) ?? utf8.encode(spelled[id]!)
    return bytes[id]
  }
  /** Bytes can be put together at once. */
  const decodeBytes = (ids: ArrayLike<number>, skip: boolean): string => {
    const parts: Uint8Array[] = []
    let length = 0
    for (let i = 0; i < ids.length; i++) {
      const part = bytesOf(ids[i]!)
      if (skip && specialIds.has(ids[i]!)) continue
      parts.push(part)
      length += part.length
    }
    const whole = new Uint8Array(length)
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(whole)
  }
  return {
    size: tokens.length,
    token: id => tokens[checkId(id)]!,
    decoder,
    decode: (ids, options = {}) => {
      if (inBytes) return decodeBytes(ids, options.skipSpecial === true)
      const stream = decoder(options)
      let text = ''
      for (let i = 0; i < ids.length; i++) text += stream.push(ids[i]!)
      return text + stream.end()
    },
  }
}
