import { InstarError, msg } from '../../errors/index.ts'
import { fromBase64 } from '../characters/base64.ts'
import type { Text } from '../text.ts'
import type { Component } from '../tokenizer-json.ts'

const utf8 = new TextEncoder()
const fromUtf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Texts longer than this in bytes are looked up character by character, as SentencePiece's readers do. */
const longestWhole = 6
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
function* graphemesOf(text: string): Generator<{ index: number; 0: string }> {
  for (const { segment, index } of graphemes.segment(text)) yield { 0: segment, index }
}

/**
 * The normaliser that SentencePiece compiles into its models: a double-array trie (Aoe 1989; units as in the Darts-clone
 * library) from byte strings to places in a list of replacements.
 *
 * @throws InstarError if the table is cut short.
 */
export function precompiled(component: Component, where: string): (text: Text) => Text {
  const encoded = component.precompiled_charsmap
  const decoded = typeof encoded === 'string' ? fromBase64(encoded) : undefined
  if (decoded === undefined)
    throw new InstarError(msg`${where}.precompiled_charsmap: expected base64, found ${encoded}`)
  const bytes = Uint8Array.from(decoded, character => character.charCodeAt(0))
  const words = new DataView(bytes.buffer)
  const trieBytes = bytes.length >= 4 ? words.getUint32(0, true) : -1
  if (trieBytes < 0 || trieBytes % 4 !== 0 || 4 + trieBytes > bytes.length)
    throw new InstarError(
      msg`${where}.precompiled_charsmap: expected a trie of ${trieBytes} bytes, found ${bytes.length} in all`,
    )
  const trie = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => words.getUint32(4 + i * 4, true))
  const replacements = bytes.subarray(4 + trieBytes)

  /** What the shortest beginning of `text` that the table has becomes; undefined if it has none. */
  const lookUp = (text: string): string | undefined => {
    const index = shortestPrefix(trie, utf8.encode(text))
    if (index < 0) return undefined
    const end = replacements.indexOf(0, index)
    return fromUtf8.decode(replacements.subarray(index, end < 0 ? replacements.length : end))
  }
  const known = new Map<string, string>()
  const normalizeGrapheme = (grapheme: string): string => {
    let normalized = known.get(grapheme)
    if (normalized === undefined) {
      const whole = utf8.encode(grapheme).length < longestWhole ? lookUp(grapheme) : undefined
      normalized = whole ?? Array.from(grapheme, character => lookUp(character) ?? character).join('')
      if (known.size < 1 << 16) known.set(grapheme, normalized)
    }
    return normalized
  }
  const normalize = (text: string): string => {
    let normalized = ''
    for (const { segment } of graphemes.segment(text)) normalized += normalizeGrapheme(segment)
    return normalized
  }
  return text => text.replace(graphemesOf, normalizeGrapheme, normalize)
}

/** The value of the shortest key that `key` begins with, or -1. */
function shortestPrefix(trie: Uint32Array, key: Uint8Array): number {
  const offset = (unit: number) => (unit >>> 10) << ((unit & 0x200) >>> 6)
  let position = offset(trie[0] ?? 0)
  for (const byte of key) {
    if (byte === 0) return -1
    position ^= byte
    const unit = trie[position]
    if (unit === undefined || (unit & 0x800000ff) >>> 0 !== byte) return -1
    position ^= offset(unit)
    if (((unit >>> 8) & 1) === 1) return (trie[position] ?? 0) & 0x7fffffff
  }
  return -1
}
