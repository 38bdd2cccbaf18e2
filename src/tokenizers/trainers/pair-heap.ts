/**
 * A binary heap of (count, pair index) entries: the largest count on top, and of equal counts the pair whose ids are
 * smaller, left id first. That order is Hugging Face's, so that training gives the same merges; being total, it makes
 * them independent of the order of the texts.
 */
export interface PairHeap {
  readonly size: number
  push(pair: number, count: number): void
  /** Takes the top entry away and returns its pair; {@link poppedCount} then holds its count. */
  pop(): number
  readonly poppedCount: number
}

export function pairHeap(leftOf: (pair: number) => number, rightOf: (pair: number) => number): PairHeap {
  const pairs: number[] = []
  const counts: number[] = []
  let poppedCount = 0
  const before = (pairA: number, countA: number, pairB: number, countB: number): boolean => {
    if (countA !== countB) return countA > countB
    const difference = leftOf(pairA) - leftOf(pairB)
    return difference !== 0 ? difference < 0 : rightOf(pairA) < rightOf(pairB)
  }
  return {
    get size() {
      return pairs.length
    },
    get poppedCount() {
      return poppedCount
    },
    push(pair, count) {
      let i = pairs.length
      pairs.push(pair)
      counts.push(count)
      while (i > 0) {
        const parent = (i - 1) >> 1
        if (!before(pair, count, pairs[parent]!, counts[parent]!)) break
        pairs[i] = pairs[parent]!
        counts[i] = counts[parent]!
        i = parent
      }
      pairs[i] = pair
      counts[i] = count
    },
    pop() {
      const top = pairs[0]!
      poppedCount = counts[0]!
      const pair = pairs.pop()!
      const count = counts.pop()!
      const length = pairs.length
      if (length === 0) return top
      let i = 0
      for (let child = 1; child < length; child = 2 * i + 1) {
        if (child + 1 < length && before(pairs[child + 1]!, counts[child + 1]!, pairs[child]!, counts[child]!))
          child += 1
        if (!before(pairs[child]!, counts[child]!, pair, count)) break
        pairs[i] = pairs[child]!
        counts[i] = counts[child]!
        i = child
      }
      pairs[i] = pair
      counts[i] = count
      return top
    },
  }
}
