import { xxh3 } from '@node-rs/xxhash'

/** A few of many items, chosen without chance: those whose ids have the smallest hashes. */
export interface Sample<T> {
  /** @param make called only when the item is chosen, for now at least */
  offer(id: string, make: () => T): void
  /** What is chosen, the smallest hash first. Two samples merge when all of one is offered to the other. */
  items(): T[]
}

/** A sample of at most `size` items; which they are does not depend on the order in which they come. */
export function createSample<T>(size: number): Sample<T> {
  const chosen: { priority: bigint; item: T }[] = []
  return {
    offer: (id, make) => {
      const priority = xxh3.xxh64(id, sampleSeed)
      const last = chosen.at(-1)
      if (chosen.length === size && last && priority >= last.priority) return
      const place = chosen.findIndex(other => other.priority > priority)
      chosen.splice(place < 0 ? chosen.length : place, 0, { priority, item: make() })
      if (chosen.length > size) chosen.pop()
    },
    items: () => chosen.map(({ item }) => item),
  }
}

/** Another one than that of the split, so that samples hold documents of both. */
const sampleSeed = 1n
