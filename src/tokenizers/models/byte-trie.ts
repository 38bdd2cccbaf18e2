/** A trie of byte strings over typed arrays: its nodes by (parent, byte) in one hash table. */
export interface ByteTrie {
  /** The child of `node` (0 is the root) by `byte`, made if it is not there. Children have higher numbers. */
  grow(node: number, byte: number): number
  readonly size: number
  parent(node: number): number
  /** The byte that leads to a node. */
  byte(node: number): number
}

/** The slot where the search for a key of a trie's table begins. */
export function firstSlot(key: number, mask: number): number {
  const hash = Math.imul(key, 0x9e3779b1)
  return (hash ^ (hash >>> 15)) & mask
}

export function byteTrie(expectedSize = 1024): ByteTrie {
  let capacity = 1024
  while (capacity < expectedSize * 2) capacity *= 2
  /** By slot: the node (0: empty, since nothing leads to the root). */
  let table = new Int32Array(capacity)
  /** By node: parent << 8 | byte. */
  let keys = new Int32Array(capacity)
  let size = 1

  const slotOf = (key: number): number => {
    const mask = capacity - 1
    let slot = firstSlot(key, mask)
    while (table[slot] !== 0 && keys[table[slot]!] !== key) slot = (slot + 1) & mask
    return slot
  }
  const double = () => {
    capacity *= 2
    const old = keys
    keys = new Int32Array(capacity)
    keys.set(old)
    table = new Int32Array(capacity)
    for (let node = 1; node < size; node++) table[slotOf(keys[node]!)] = node
  }

  return {
    grow: (node, byte) => {
      if (size * 2 > capacity) double()
      const key = (node << 8) | byte
      const slot = slotOf(key)
      if (table[slot] === 0) {
        keys[size] = key
        table[slot] = size++
      }
      return table[slot]!
    },
    get size() {
      return size
    },
    parent: node => keys[node]! >>> 8,
    byte: node => keys[node]! & 0xff,
  }
}
