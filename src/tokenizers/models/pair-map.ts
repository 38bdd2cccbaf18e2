/**
 * A hash map from pairs of non-negative integers to non-negative integers: open addressing over typed arrays, several
 * times faster and smaller than a `Map` keyed by strings. It is the inner loop of both encoding and training.
 */
export interface PairMap {
  readonly size: number
  /** The value of the pair, or -1. */
  get(left: number, right: number): number
  set(left: number, right: number, value: number): void
}

export function pairMap(expectedSize = 1024): PairMap {
  let capacity = 16
  while (capacity < expectedSize * 2) capacity *= 2
  let lefts = new Int32Array(capacity)
  let rights = new Int32Array(capacity)
  let values = new Int32Array(capacity).fill(-1)
  let size = 0

  /** The slot that holds the pair, or the empty slot where it belongs. */
  const slotOf = (left: number, right: number): number => {
    const mask = capacity - 1
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)
    hash ^= hash >>> 15
    let slot = hash & mask
    while (values[slot]! >= 0 && (lefts[slot] !== left || rights[slot] !== right)) slot = (slot + 1) & mask
    return slot
  }

  const grow = () => {
    const [oldLefts, oldRights, oldValues] = [lefts, rights, values]
    capacity *= 2
    lefts = new Int32Array(capacity)
    rights = new Int32Array(capacity)
    values = new Int32Array(capacity).fill(-1)
    for (let i = 0; i < oldValues.length; i++) {
      if (oldValues[i]! < 0) continue
      const slot = slotOf(oldLefts[i]!, oldRights[i]!)
      lefts[slot] = oldLefts[i]!
      rights[slot] = oldRights[i]!
      values[slot] = oldValues[i]!
    }
  }

  return {
    get size() {
      return size
    },
    get: (left, right) => values[slotOf(left, right)]!,
    set: (left, right, value) => {
      let slot = slotOf(left, right)
      if (values[slot]! < 0) {
        size += 1
        if (size * 2 > capacity) {
          grow()
          slot = slotOf(left, right)
        }
        lefts[slot] = left
        rights[slot] = right
      }
      values[slot] = value
    },
  }
}
