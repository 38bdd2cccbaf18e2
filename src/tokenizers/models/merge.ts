import type { PairMap } from './pair-map.ts'

/** The merges of a BPE model: the rank of each pair (0 is merged first), and by rank the id that it becomes. */
export interface Merges {
  readonly ranks: PairMap
  readonly merged: Int32Array
}

/** Above this length a heap beats looking through all pairs again after every merge. */
const shortPiece = 48

/**
 * Merges `symbols[0..length)` in place: always the pair of the lowest rank, of several such the leftmost (Sennrich et
 * al. 2016, section 3.2). Returns the new length.
 */
export function mergeSymbols(symbols: Int32Array, length: number, merges: Merges): number {
  return length <= shortPiece ? mergeShort(symbols, length, merges) : mergeLong(symbols, length, merges)
}

/**
 * The same, and of how many symbols each that is left was made.
 */
export function mergeSpans(symbols: Int32Array, length: number, merges: Merges): Int32Array {
  const made = new Int32Array(length).fill(1)
  const { next } = mergeLinked(symbols, length, merges)
  let end = 0
  for (let i = 0; i < length; i = next[i]!) {
    symbols[end] = symbols[i]!
    made[end++] = next[i]! - i
  }
  return made.subarray(0, end)
}

const noPair = 0x7fffffff
const shortRanks = new Int32Array(shortPiece)

function rankOf(merges: Merges, left: number, right: number): number {
  const rank = merges.ranks.get(left, right)
  return rank < 0 ? noPair : rank
}

function mergeShort(symbols: Int32Array, length: number, merges: Merges): number {
  const ranks = shortRanks
  for (let i = 0; i + 1 < length; i++) ranks[i] = rankOf(merges, symbols[i]!, symbols[i + 1]!)
  for (;;) {
    let best = noPair
    let at = -1
    for (let i = 0; i + 1 < length; i++) {
      if (ranks[i]! < best) {
        best = ranks[i]!
        at = i
      }
    }
    if (at < 0) return length
    symbols[at] = merges.merged[best]!
    length -= 1
    for (let i = at + 1; i < length; i++) {
      symbols[i] = symbols[i + 1]!
      ranks[i] = ranks[i + 1]!
    }
    if (at > 0) ranks[at - 1] = rankOf(merges, symbols[at - 1]!, symbols[at]!)
    if (at + 1 < length) ranks[at] = rankOf(merges, symbols[at]!, symbols[at + 1]!)
  }
}

function mergeLong(symbols: Int32Array, length: number, merges: Merges): number {
  const { next } = mergeLinked(symbols, length, merges)
  let end = 0
  for (let i = 0; i < length; i = next[i]!) symbols[end++] = symbols[i]!
  return end
}

/**
 * The same through a doubly linked list and a heap of pairs: n log n, for pieces of any length. What is left stands at
 * 0, next[0], next[next[0]] and so on.
 */
function mergeLinked(symbols: Int32Array, length: number, merges: Merges): { next: Int32Array } {
  const next = new Int32Array(length)
  const previous = new Int32Array(length)
  const ranks = new Int32Array(length)
  const heap = numberHeap()
  /** One number that orders by rank, then by position. */
  const key = (rank: number, at: number) => rank * length + at
  const offer = (at: number) => {
    const after = next[at]!
    ranks[at] = after < length ? rankOf(merges, symbols[at]!, symbols[after]!) : noPair
    if (ranks[at] !== noPair) heap.push(key(ranks[at]!, at))
  }
  for (let i = 0; i < length; i++) {
    next[i] = i + 1
    previous[i] = i - 1
  }
  for (let i = 0; i < length; i++) offer(i)
  for (let top = heap.pop(); top !== undefined; top = heap.pop()) {
    const rank = Math.floor(top / length)
    const at = top - rank * length
    if (ranks[at] !== rank) continue // an entry that a merge beside it has outdated
    const gone = next[at]!
    symbols[at] = merges.merged[rank]!
    ranks[gone] = noPair
    next[at] = next[gone]!
    if (next[at]! < length) previous[next[at]!] = at
    offer(at)
    if (previous[at]! >= 0) offer(previous[at]!)
  }
  return { next }
}

/** A binary heap of numbers, the least on top. */
function numberHeap() {
  const items: number[] = []
  return {
    push(item: number) {
      let i = items.length
      items.push(item)
      while (i > 0) {
        const parent = (i - 1) >> 1
        if (items[parent]! <= item) break
        items[i] = items[parent]!
        i = parent
      }
      items[i] = item
    },
    pop(): number | undefined {
      const top = items[0]
      const last = items.pop()
      if (last === undefined || items.length === 0) return top
      let i = 0
      for (let child = 1; child < items.length; child = 2 * i + 1) {
        if (child + 1 < items.length && items[child + 1]! < items[child]!) child += 1
        if (items[child]! >= last) break
        items[i] = items[child]!
        i = child
      }
      items[i] = last
      return top
    },
  }
}
