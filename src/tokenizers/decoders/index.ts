import { bytesOfToken } from '../byte-alphabet.ts'
import { buildComponent, type ComponentTable, unsupported } from '../component.ts'
import type { Component } from '../tokenizer-json.ts'

/** The stage that turns a token of the model's vocabulary back into the UTF-8 bytes that it stands for. */
export type TokenBytes = (token: string) => Uint8Array

type DecoderType =
  | 'BPEDecoder'
  | 'ByteFallback'
  | 'ByteLevel'
  | 'CTC'
  | 'Fuse'
  | 'Metaspace'
  | 'Replace'
  | 'Sequence'
  | 'Strip'
  | 'WordPiece'

const utf8 = new TextEncoder()

const decoders: ComponentTable<DecoderType, TokenBytes> = {
  BPEDecoder: unsupported,
  ByteFallback: unsupported,
  ByteLevel: () => token => bytesOfToken(token) ?? utf8.encode(token),
  CTC: unsupported,
  Fuse: unsupported,
  Metaspace: unsupported,
  Replace: unsupported,
  Sequence: unsupported,
  Strip: unsupported,
  WordPiece: unsupported,
}

/** The decoder of a tokenizer.json. */
export function buildDecoder(component: Component | null | undefined, where = 'decoder'): TokenBytes {
  return component ? buildComponent(decoders, component, where) : token => utf8.encode(token)
}
