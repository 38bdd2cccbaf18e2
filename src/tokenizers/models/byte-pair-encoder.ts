import { byteTrie, firstSlot } from './byte-trie.ts'
import { type CharacterSteps, characterSteps, partOfCharacter, unitOf, wholeCharacter } from './character-steps.ts'
import { pairMap } from './pair-map.ts'

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
  /** By id: the merge that makes it (its rank; -1 for bytes and what is never made), its parts, length and trie node. */
  const ranks = new Int32Array(idCount).fill(-1)
  const lefts = new Int32Array(idCount).fill(-1)
  const rights = new Int32Array(idCount).fill(-1)
  const lengths = new Int32Array(idCount)
  const nodes = new Int32Array(idCount).fill(-1)
  const missed = new Uint8Array(idCount)
  const byteOfId = new Int32Array(idCount)
  const merged = pairMap(idCount)
  /** By id: the bits of how its text may begin, and of how what merges with it on the right may begin. */
  const beginnings = new Int32Array(idCount)
  const followers = new Int32Array(idCount)
  const madeIds: number[] = []
  byteIds.forEach((id, byte) => {
    byteOfId[id] = byte
    lengths[id] = 1
    nodes[id] = trie.grow(0, byte)
    beginnings[id] = byte < firstLead ? bitOf(byte, 0) : -1
  })
  let rank = 0
  let ordered = true

  /** Whether `left` and `right` stay apart: no merge takes place across their border while they come to be. */
  const apart = (left: number, right: number): boolean => {
    let limit = 0x7fffffff
    for (;;) {
      const pair = merged.get(left, right)
      if (pair >= 0 && ranks[pair]! < limit) return false
      // Undo the later of the two merges; of the same merge the right one, since the left one comes first.
      const leftRank = ranks[left]!
      const rightRank = ranks[right]!
      if (leftRank > rightRank) {
        limit = leftRank
        left = rights[left]!
      } else if (rightRank >= 0) {
        limit = rightRank + 1
        right = lefts[right]!
      } else return true
    }
  }
  /** The node below `node` along the bytes of a token. */
  const extend = (node: number, token: number): number =>
    lengths[token] === 1 ? trie.grow(node, byteOfId[token]!) : extend(extend(node, lefts[token]!), rights[token]!)

  const firstByte = (token: number): number => {
    while (lengths[token]! > 1) token = lefts[token]!
    return byteOfId[token]!
  }

  return {
    add: (left, right, id) => {
      rank += 1
      if (nodes[left]! < 0) missed[left] = 1
      if (nodes[right]! < 0) missed[right] = 1
      if (nodes[left]! < 0 || nodes[right]! < 0 || nodes[id]! >= 0 || !apart(left, right)) return false
      if (missed[id] === 1) ordered = false
      ranks[id] = rank
      lefts[id] = left
      rights[id] = right
      lengths[id] = lengths[left]! + lengths[right]!
      merged.set(left, right, id)
      madeIds.push(id)
      followers[left]! |= beginnings[right]!
      beginnings[id] = beginnings[left] === -1 ? bitOf(byteOfId[left]!, firstByte(right)) : beginnings[left]!
      nodes[id] = extend(nodes[left]!, right)
      return true
    },
    finish: () => {
      if (!ordered) return undefined
      // By trie node: the longest token that ends there or above it; by token: the longest one that it begins with.
      const nearest = new Int32Array(trie.size).fill(-1)
      const prefixes = new Int32Array(idCount).fill(-1)
      nodes.forEach((node, id) => {
        if (node >= 0) nearest[node] = id
      })
      for (let node = 1; node < trie.size; node++) {
        const above = nearest[trie.parent(node)]!
        if (nearest[node]! >= 0) prefixes[nearest[node]!] = above
        else nearest[node] = above
      }
      // What merges with the right part of a token goes on to do so, as long as the token is not there.
      for (const id of madeIds) followers[id]! |= followers[rights[id]!]!
      const { fromRoot, table } = trie
      const characters = characterSteps(trie, node => nearest[node]! >= 0 && nodes[nearest[node]!] === node)
      const encode = encoder({
        fromRoot,
        table,
        characters,
        nearest,
        prefixes,
        lengths,
        followers,
        apart: remembered(apart),
      })
      return { encode, reaches: id => nodes[id]! >= 0 }
    },
  }
}

/** The least byte that begins a character of several bytes. */
const firstLead = 0xc0

/** One of 32 bits for what a text begins with: its first byte, or the second where the first tells little. */
function bitOf(first: number, second: number): number {
  return 1 << (first < firstLead ? first : second)
}

/** Answers for the pairs that were asked about last: the same words keep meeting. */
const rememberedPairs = 1 << 16

function remembered(apart: (left: number, right: number) => boolean): (left: number, right: number) => boolean {
  /** By slot: left + 1, and right with the answer as its lowest bit. */
  const answers = new Int32Array(rememberedPairs * 2)
  return (left, right) => {
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)
    hash ^= hash >>> 15
    const slot = (hash & (rememberedPairs - 1)) * 2
    const answer = answers[slot + 1]!
    if (answers[slot] === left + 1 && answer >> 1 === right) return (answer & 1) === 1
    const result = apart(left, right)
    answers[slot] = left + 1
    answers[slot + 1] = (right << 1) | (result ? 1 : 0)
    return result
  }
}

interface EncoderTables {
  readonly fromRoot: Int32Array
  readonly table: Int32Array
  readonly characters: CharacterSteps
  readonly nearest: Int32Array
  readonly prefixes: Int32Array
  readonly lengths: Int32Array
  readonly followers: Int32Array
  apart(left: number, right: number): boolean
}

function encoder(tables: EncoderTables): BytePairEncoder['encode'] {
  const { fromRoot, table, characters, nearest, prefixes, lengths, followers, apart } = tables
  const { from, below } = characters
  const mask = table.length / 2 - 1
  /** By position: no way leads on from here. */
  let dead = new Uint8Array(256)

  const longestAt = (bytes: Uint8Array, position: number, length: number): number => {
    const first = bytes[position]!
    let i = position + 1
    let node = -1
    if (first >> 4 === 0xe && position + 2 < length) {
      node = characters.fromRoot[unitOf(first, bytes[position + 1]!, bytes[position + 2]!)]!
      if (node >= 0) i = position + 3
    }
    if (node < 0) node = fromRoot[first]!
    for (let here = below[node]!; i < length && here !== 0; here = below[node]!) {
      const byte = bytes[i]!
      if (byte >> 4 === 0xe && i + 2 < length) {
        const next = here & wholeCharacter ? from.get(node, unitOf(byte, bytes[i + 1]!, bytes[i + 2]!)) : -1
        if (next >= 0) {
          node = next
          i += 3
          continue
        }
        if ((here & partOfCharacter) === 0) break
      }
      const key = (node << 8) | byte
      let slot = firstSlot(key, mask)
      while (table[slot * 2] !== key) {
        if (table[slot * 2] === 0) return nearest[node]!
        slot = (slot + 1) & mask
      }
      node = table[slot * 2 + 1]!
      i += 1
    }
    return nearest[node]!
  }

  /** Whether a token may stand at `position` after another: most pairs have nothing that could merge between them. */
  const meets = (before: number, token: number, bytes: Uint8Array, position: number): boolean =>
    (followers[before]! & bitOf(bytes[position]!, bytes[position + 1]!)) === 0 || apart(before, token)

  return (bytes, length, into, at) => {
    if (length === 0) return 0
    let wentBack = false
    let count = 0
    let position = 0
    let token = longestAt(bytes, 0, length)
    for (;;) {
      const end = position + lengths[token]!
      if (!(wentBack && dead[end] === 1) && (count === 0 || meets(into[at + count - 1]!, token, bytes, position))) {
        into[at + count++] = token
        position = end
        if (position === length) break
        token = longestAt(bytes, position, length)
        continue
      }
      token = prefixes[token]!
      while (token < 0) {
        if (dead.length <= length) dead = new Uint8Array(length * 2)
        wentBack = true
        dead[position] = 1
        count -= 1
        position -= lengths[into[at + count]!]!
        token = prefixes[into[at + count]!]!
      }
    }
    if (wentBack) dead.fill(0, 0, length + 1)
    return count
  }
}
