/**
 * A trie of byte strings over typed arrays. Children of the root are found by indexing; all others in one hash table of
 * (node, byte) keys.
 */
export interface ByteTrie {
  /** The child of `node` (0 is the root) by `byte`, or -1. */
  child(node: number, byte: number): number
  /** The child, made if it is not there. Children have higher numbers than their parents. */
  grow(node: number, byte: number): number
  readonly size: number
  parent(node: number): number
  /** The byte that leads to a node. */
  byte(node: number): number
  /** The children of the root by byte, and the hash table (key, child) of the others, for loops that look up a lot. */
  readonly fromRoot: Int32Array
  readonly table: Int32Array
}

/** The slot (of two numbers) where the search for a key of a {@link ByteTrie}'s table begins. */
export function firstSlot(key: number, mask: number): number {
  const hash = Math.imul(key, 0x9e3779b1)
  return (hash ^ (hash >>> 15)) & mask
}

export function byteTrie(expectedSize = 1024): ByteTrie {
  const fromRoot = new Int32Array(256).fill(-1)
  let capacity = 1024
  while (capacity < expectedSize * 2) capacity *= 2
  /** Slot: key, child. A key is node * 256 + byte, never 0 because the root has its own table. */
  let table = new Int32Array(capacity * 2)
  let parents = new Int32Array(capacity)
  let bytes = new Uint8Array(capacity)
  let size = 1

  const slotOf = (key: number): number => {
    const mask = capacity - 1
    let slot = firstSlot(key, mask)
    while (table[slot * 2] !== key && table[slot * 2] !== 0) slot = (slot + 1) & mask
    return slot * 2
  }
  const double = () => {
    const old = table
    capacity *= 2
    table = new Int32Array(capacity * 2)
    for (let i = 0; i < old.length; i += 2) {
      if (old[i] === 0) continue
      const slot = slotOf(old[i]!)
      table[slot] = old[i]!
      table[slot + 1] = old[i + 1]!
    }
    const [grownParents, grownBytes] = [new Int32Array(capacity), new Uint8Array(capacity)]
    grownParents.set(parents)
    grownBytes.set(bytes)
    parents = grownParents
    bytes = grownBytes
  }

  const child = (node: number, byte: number): number => {
    if (node === 0) return fromRoot[byte]!
    const key = (node << 8) | byte
    const slot = slotOf(key)
    return table[slot] === key ? table[slot + 1]! : -1
  }
  return {
    child,
    grow: (node, byte) => {
      const known = child(node, byte)
      if (known >= 0) return known
      if (size * 2 > capacity) double()
      parents[size] = node
      bytes[size] = byte
      if (node === 0) fromRoot[byte] = size
      else {
        const key = (node << 8) | byte
        const slot = slotOf(key)
        table[slot] = key
        table[slot + 1] = size
      }
      return size++
    },
    get size() {
      return size
    },
    parent: node => parents[node]!,
    byte: node => bytes[node]!,
    fromRoot,
    get table() {
      return table
    },
  }
}
