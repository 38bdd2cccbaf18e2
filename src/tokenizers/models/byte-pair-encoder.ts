import { byteTrie } from './byte-trie.ts'
import { type TokenFinder, tokenFinder } from './token-finder.ts'
import {
  fields,
  followers,
  forerunners,
  left,
  mergedPairs,
  prefix,
  rank,
  right,
  size,
  type TokenTable,
  tokenTable,
} from './token-table.ts'

/**
 * Byte-pair encoding without merging. A sequence of tokens is what merging would give exactly if every two neighbours
 * are: a merge across their border would have shown between those two alone. So the text is read once from the left,
 * always taking the longest token that goes with the one before, and going back where none does. That costs one look
 * into a trie per byte and one test per token, for pieces of any length; merging costs several looks per byte. The idea
 * is van Antwerpen and Neubeck's ("So many tokens, so little time", GitHub, 2024), carried over to lists of merges.
 */
export interface BytePairEncoder {
  /** Writes the ids of `bytes[0..length)` to `into` from `at` on, which must have room for `length`. @returns how many */
  encode(bytes: Uint8Array, length: number, into: Int32Array, at: number): number
  /** Whether some text becomes this token. */
  reaches(id: number): boolean
}

export interface BytePairBuilder {
  /**
   * The next most urgent merge, of two tokens into `id`. One that can never happen, because an earlier one always comes
   * in its way, is passed over. @returns whether it can happen
   */
  add(left: number, right: number, id: number): boolean
  /** Undefined when a merge came before one that makes a part of it: then neighbours do not tell enough. */
  finish(): BytePairEncoder | undefined
}

/** @param byteIds the ids of the 256 bytes, @param idCount one more than the largest id */
export function bytePairBuilder(byteIds: Int32Array, idCount: number): BytePairBuilder {
  const trie = byteTrie(idCount * 2)
  const tokens = tokenTable(idCount)
  const nodes = new Int32Array(idCount).fill(-1)
  const missed = new Uint8Array(idCount)
  /** By id: the bits of how its text may begin. */
  const beginnings = new Int32Array(idCount)
  const madeIds: number[] = []
  byteIds.forEach((id, byte) => {
    tokens[id * fields + left] = byte
    tokens[id * fields + size] = 1
    nodes[id] = trie.grow(0, byte)
    beginnings[id] = byte < firstLead ? bitOf(byte, 0) : -1
  })
  const merged = mergedPairs(tokens)
  let lastRank = 0
  let ordered = true

  /** Whether `one` and `other` stay apart: no merge takes place across their border while they come to be. */
  const apart = (one: number, other: number): boolean => {
    let limit = 0x7fffffff
    for (;;) {
      const pair = merged.find(one, other)
      if (pair >= 0 && tokens[pair * fields + rank]! < limit) return false
      // Undo the later of the two merges; of the same merge the right one, since the left one comes first.
      const oneRank = tokens[one * fields + rank]!
      const otherRank = tokens[other * fields + rank]!
      if (oneRank > otherRank) {
        limit = oneRank
        one = tokens[one * fields + right]!
      } else if (otherRank >= 0) {
        limit = otherRank + 1
        other = tokens[other * fields + left]!
      } else return true
    }
  }
  /** The node below `node` along the bytes of a token. */
  const extend = (node: number, token: number): number => {
    const at = token * fields
    if (tokens[at + size] === 1) return trie.grow(node, tokens[at + left]!)
    return extend(extend(node, tokens[at + left]!), tokens[at + right]!)
  }
  /** The byte at the end of a token on the `side`. */
  const byteAt = (side: typeof left | typeof right, token: number): number => {
    while (tokens[token * fields + size]! > 1) token = tokens[token * fields + side]!
    return tokens[token * fields + left]!
  }

  return {
    add: (one, other, id) => {
      lastRank += 1
      if (nodes[one]! < 0) missed[one] = 1
      if (nodes[other]! < 0) missed[other] = 1
      if (nodes[one]! < 0 || nodes[other]! < 0 || nodes[id]! >= 0 || !apart(one, other)) return false
      if (missed[id] === 1) ordered = false
      tokens.set([lastRank, one, other, tokens[one * fields + size]! + tokens[other * fields + size]!], id * fields)
      merged.add(id)
      madeIds.push(id)
      tokens[one * fields + followers]! |= beginnings[other]!
      tokens[other * fields + forerunners]! |= 1 << byteAt(right, one)
      beginnings[id] =
        beginnings[one] === -1 ? bitOf(tokens[one * fields + left]!, byteAt(left, other)) : beginnings[one]!
      nodes[id] = extend(nodes[one]!, other)
      return true
    },
    finish: () => {
      if (!ordered) return undefined
      /** By node: the longest token that ends there or above it. */
      const longest = new Int32Array(trie.size).fill(-1)
      nodes.forEach((node, id) => {
        if (node >= 0) longest[node] = id
      })
      for (let node = 1; node < trie.size; node++) {
        const above = longest[trie.parent(node)]!
        if (longest[node]! >= 0) tokens[longest[node]! * fields + prefix] = above
        else longest[node] = above
      }
      // What merges with a part of a token on its side goes on to do so, as long as the token is not there.
      for (const id of madeIds) {
        tokens[id * fields + followers]! |= tokens[tokens[id * fields + right]! * fields + followers]!
        tokens[id * fields + forerunners]! |= tokens[tokens[id * fields + left]! * fields + forerunners]!
      }
      const longestAt = tokenFinder(trie, longest, node => nodes[longest[node]!] === node)
      return { encode: encoder(tokens, longestAt, apart), reaches: id => nodes[id]! >= 0 }
    },
  }
}

/** The least byte that begins a character of several bytes. */
const firstLead = 0xc0

/** One of 32 bits for what a text begins with: its first byte, or the second where the first tells little. */
function bitOf(first: number, second: number): number {
  return 1 << (first < firstLead ? first : second)
}

function encoder(
  tokens: TokenTable,
  longestAt: TokenFinder,
  apart: (one: number, other: number) => boolean,
): BytePairEncoder['encode'] {
  /** By position: no way leads on from here. */
  let dead = new Uint8Array(256)

  /** Whether a token may stand at `position` after another: most pairs have nothing that could merge between them. */
  const meets = (before: number, token: number, bytes: Uint8Array, position: number): boolean =>
    (tokens[before * fields + followers]! & bitOf(bytes[position]!, bytes[position + 1]!)) === 0 ||
    (tokens[token * fields + forerunners]! & (1 << bytes[position - 1]!)) === 0 ||
    apart(before, token)

  return (bytes, length, into, at) => {
    if (length === 0) return 0
    let wentBack = false
    let count = 0
    let position = 0
    let token = longestAt(bytes, 0, length)
    for (;;) {
      const end = position + tokens[token * fields + size]!
      if (!(wentBack && dead[end] === 1) && (count === 0 || meets(into[at + count - 1]!, token, bytes, position))) {
        into[at + count++] = token
        position = end
        if (position === length) break
        token = longestAt(bytes, position, length)
        continue
      }
      token = tokens[token * fields + prefix]!
      while (token < 0) {
        if (dead.length <= length) dead = new Uint8Array(length * 2)
        wentBack = true
        dead[position] = 1
        count -= 1
        position -= tokens[into[at + count]! * fields + size]!
        token = tokens[into[at + count]! * fields + prefix]!
      }
    }
    if (wentBack) dead.fill(0, 0, length + 1)
    return count
  }
}
