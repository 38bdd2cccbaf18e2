import { type ByteTrie, firstSlot } from './byte-trie.ts'
import { characterSteps } from './character-steps.ts'

/** The longest token that `bytes[position..length)` begins with. */
export type TokenFinder = (bytes: Uint8Array, position: number, length: number) => number

/** A fact about a node is the longest token that ends there or above it, and what stands below it, in bits. */
const tokenBits = 0xffffff
const someNode = 1 << 24
/** A node that a character of three bytes leads to; a token that ends inside of such. */
const wholeCharacter = 1 << 25
const partOfCharacter = 1 << 26
/** No fact is 0. */
const isNode = 1 << 27

/**
 * The trie of all tokens, for reading: the place of a node is its slot in a hash table, with the fact about it, so that
 * a step costs one read of memory.
 *
 * @param longest by node of the trie, but for the root: the longest token that ends there or above it
 * @param isToken whether a token ends at a node
 */
export function tokenFinder(trie: ByteTrie, longest: Int32Array, isToken: (node: number) => boolean): TokenFinder {
  const facts = longest.map(token => token | isNode)
  const steps: { readonly from: number; readonly unit: number; readonly node: number }[] = []
  const isLead = (node: number) => node > 0 && trie.byte(node) >> 4 === 0xe
  const isContinuation = (node: number) => node > 0 && trie.byte(node) >> 6 === 2
  for (let node = 1; node < trie.size; node++) {
    const parent = trie.parent(node)
    facts[parent]! |= someNode
    if (isLead(node)) {
      if (isToken(node)) facts[parent]! |= partOfCharacter
    } else if (isContinuation(node) && isLead(parent)) {
      if (isToken(node)) facts[trie.parent(parent)]! |= partOfCharacter
    } else if (isContinuation(node) && isContinuation(parent) && isLead(trie.parent(parent))) {
      const lead = trie.parent(parent)
      const from = trie.parent(lead)
      facts[from]! |= wholeCharacter
      steps.push({ from, unit: unitOf(trie.byte(lead), trie.byte(parent), trie.byte(node)), node })
    }
  }

  let capacity = 1024
  while (capacity < trie.size * 2) capacity *= 2
  const mask = capacity - 1
  /** Slot: place of the parent << 8 | byte, fact (0: empty). */
  const slots = new Int32Array(capacity * 2)
  const root = capacity
  const rootFact = facts[0]!
  const places = new Int32Array(trie.size).fill(root, 0, 1)
  for (let node = 1; node < trie.size; node++) {
    const key = (places[trie.parent(node)]! << 8) | trie.byte(node)
    let slot = firstSlot(key, mask)
    while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & mask
    slots[slot * 2] = key
    slots[slot * 2 + 1] = facts[node]!
    places[node] = slot
  }
  const characters = characterSteps(root, steps.length)
  for (const { from, unit, node } of steps) characters.set(places[from]!, unit, places[node]!, facts[node]!)
  const { slots: characterSlots, find } = characters

  return (bytes, position, length) => {
    let place = root
    let fact = rootFact
    for (let i = position; i < length && (fact & someNode) !== 0; ) {
      const byte = bytes[i]!
      if (byte >> 4 === 0xe && i + 2 < length) {
        const at = fact & wholeCharacter ? find(place, unitOf(byte, bytes[i + 1]!, bytes[i + 2]!)) : -1
        if (at >= 0) {
          place = characterSlots[at + 2]!
          fact = characterSlots[at + 3]!
          i += 3
          continue
        }
        if ((fact & partOfCharacter) === 0) break
      }
      const key = (place << 8) | byte
      let slot = firstSlot(key, mask)
      let next = slots[slot * 2 + 1]!
      while (next !== 0 && slots[slot * 2] !== key) {
        slot = (slot + 1) & mask
        next = slots[slot * 2 + 1]!
      }
      if (next === 0) break
      place = slot
      fact = next
      i += 1
    }
    return fact & tokenBits
  }
}

/** The UTF-16 unit that three bytes of UTF-8 spell. */
function unitOf(first: number, second: number, third: number): number {
  return ((first & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f)
}
