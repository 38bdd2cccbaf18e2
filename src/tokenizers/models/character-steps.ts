import type { ByteTrie } from './byte-trie.ts'
import { type PairMap, pairMap } from './pair-map.ts'

/**
 * Steps through the trie by characters of three bytes, most of the world's beyond the alphabets: one look instead of
 * three. Tokens that end inside a character are still found by bytes.
 */
export interface CharacterSteps {
  /** From the root, by UTF-16 unit; -1 for none. */
  readonly fromRoot: Int32Array
  /** From any other node and unit. */
  readonly from: PairMap
  /** By node: bits that say what stands below it. */
  readonly below: Uint8Array
}

/** What may stand below a node: some node; one that a character of three bytes leads to; a token inside of such. */
const anyNode = 1
export const wholeCharacter = 2
export const partOfCharacter = 4

export function characterSteps(trie: ByteTrie, isToken: (node: number) => boolean): CharacterSteps {
  const fromRoot = new Int32Array(0x10000).fill(-1)
  const from = pairMap()
  const below = new Uint8Array(trie.size)
  const isLead = (node: number) => node > 0 && trie.byte(node) >> 4 === 0xe
  const isContinuation = (node: number) => node > 0 && trie.byte(node) >> 6 === 2
  for (let node = 1; node < trie.size; node++) {
    below[trie.parent(node)]! |= anyNode
    if (isLead(node)) {
      if (isToken(node)) below[trie.parent(node)]! |= partOfCharacter
      continue
    }
    const second = trie.parent(node)
    if (!isContinuation(node)) continue
    if (isLead(second)) {
      if (isToken(node)) below[trie.parent(second)]! |= partOfCharacter
      continue
    }
    const lead = trie.parent(second)
    if (!isContinuation(second) || !isLead(lead)) continue
    const unit = unitOf(trie.byte(lead), trie.byte(second), trie.byte(node))
    if (trie.parent(lead) === 0) fromRoot[unit] = node
    else {
      from.set(trie.parent(lead), unit, node)
      below[trie.parent(lead)]! |= wholeCharacter
    }
  }
  return { fromRoot, from, below }
}

/** The UTF-16 unit that three bytes of UTF-8 spell. */
export function unitOf(first: number, second: number, third: number): number {
  return ((first & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f)
}
