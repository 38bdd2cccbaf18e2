import { pairHash } from './pair-map.ts'

/**
 * What is known of tokens, by id times {@link fields}: side by side, because memory is read by the line. Of a byte, which
 * no merge makes, `rank` is -1 and `left` the byte.
 */
export type TokenTable = Int32Array
export const fields = 8
/** The rank of the merge that makes it, and its parts. */
export const rank = 0
export const left = 1
export const right = 2
/** How many bytes it has. */
export const size = 3
/** The longest token that it begins with, or -1. */
export const prefix = 4
/** Bits of how what merges with it on its right may begin, and of how what merges with it on its left may end. */
export const followers = 5
export const forerunners = 6

export function tokenTable(idCount: number): TokenTable {
  const tokens = new Int32Array(idCount * fields)
  for (let at = 0; at < tokens.length; at += fields) tokens[at + rank] = -1
  return tokens
}

/** The tokens of a table by the pair that each is made of. */
export interface MergedPairs {
  add(id: number): void
  /** The token that the pair becomes, or -1. */
  find(one: number, other: number): number
}

/** A hash table of ids below some bits of their hash, which spare most looks into the table of tokens. */
export function mergedPairs(tokens: TokenTable): MergedPairs {
  let capacity = 16
  while (capacity * fields < tokens.length * 2) capacity *= 2
  const mask = capacity - 1
  const [tag, none] = [0x7f000000, -1]
  const slots = new Int32Array(capacity).fill(none)
  return {
    add: id => {
      const hash = pairHash(tokens[id * fields + left]!, tokens[id * fields + right]!)
      let slot = hash & mask
      while (slots[slot] !== none) slot = (slot + 1) & mask
      slots[slot] = id | (hash & tag)
    },
    find: (one, other) => {
      const hash = pairHash(one, other)
      for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
        const found = slots[slot]!
        if (found === none) return -1
        if (((found ^ hash) & tag) !== 0) continue
        const id = found & ~tag
        if (tokens[id * fields + left] === one && tokens[id * fields + right] === other) return id
      }
    },
  }
}
