import { pairMap } from '../models/pair-map.ts'
import { pairHeap } from './pair-heap.ts'

/** The symbols of all distinct words of a corpus, one word after the other: word `w` ends where `ends[w]` says. */
export interface Words {
  readonly symbols: Int32Array
  readonly ends: Int32Array
}

/** The words of a corpus as symbols, and how often each pair of neighbouring symbols occurs in it. */
export interface PairCounts {
  /** The index of a pair, or -1 if it never stood anywhere. */
  find(left: number, right: number): number
  left(pair: number): number
  right(pair: number): number
  /** The most frequent pair that was not merged yet and occurs at least `minimum` times, or -1. Each pair comes once. */
  mostFrequent(minimum: number): number
  /** Replaces the pair by `symbol` everywhere and brings the counts of all neighbouring pairs up to date. */
  merge(pair: number, symbol: number): void
}

/**
 * Counts pairs once and then incrementally: a merge visits only the words that hold the pair. The heap is lazy: an
 * entry whose count has changed since goes back with the present one.
 *
 * @param words are changed by the merges, @param counts how often each word occurs.
 */
export function pairCounts(words: Words, counts: ArrayLike<number>): PairCounts {
  const indexOf = pairMap(1 << 14)
  const lefts: number[] = []
  const rights: number[] = []
  const totals: number[] = []
  /** By pair: the words that hold it, and perhaps some that did. */
  const holders: number[][] = []
  const { symbols } = words
  /** Word w is symbols[starts[w]..ends[w]); merges leave a gap behind it. */
  const starts = new Int32Array(words.ends.length)
  for (let w = 1; w < starts.length; w++) starts[w] = words.ends[w - 1]!
  const ends = words.ends.slice()
  const heap = pairHeap(
    pair => lefts[pair]!,
    pair => rights[pair]!,
  )

  const add = (left: number, right: number, word: number, count: number): number => {
    let pair = indexOf.get(left, right)
    if (pair < 0) {
      pair = lefts.length
      indexOf.set(left, right, pair)
      lefts.push(left)
      rights.push(right)
      totals.push(0)
      holders.push([])
    }
    totals[pair] = totals[pair]! + count
    const list = holders[pair]!
    if (list[list.length - 1] !== word) list.push(word)
    return pair
  }
  const subtract = (left: number, right: number, count: number) => {
    const pair = indexOf.get(left, right)
    totals[pair] = totals[pair]! - count
  }

  for (let w = 0; w < ends.length; w++)
    for (let i = starts[w]!; i + 1 < ends[w]!; i++) add(symbols[i]!, symbols[i + 1]!, w, counts[w]!)
  for (let pair = 0; pair < totals.length; pair++) heap.push(pair, totals[pair]!)

  /** Merges one word in place, left to right; notes the pairs that came to be. */
  const mergeWord = (w: number, left: number, right: number, symbol: number, grown: Set<number>) => {
    const start = starts[w]!
    const last = ends[w]! - 1
    let i = start
    while (i < last && (symbols[i] !== left || symbols[i + 1] !== right)) i++
    if (i >= last) return // an earlier merge took the pair away
    const count = counts[w]!
    let end = i
    while (i <= last) {
      if (i === last || symbols[i] !== left || symbols[i + 1] !== right) {
        symbols[end++] = symbols[i++]!
        continue
      }
      if (end > start) {
        subtract(symbols[end - 1]!, left, count)
        grown.add(add(symbols[end - 1]!, symbol, w, count))
      }
      if (i + 1 < last) {
        subtract(right, symbols[i + 2]!, count)
        grown.add(add(symbol, symbols[i + 2]!, w, count))
      }
      symbols[end++] = symbol
      i += 2
    }
    ends[w] = end
  }

  return {
    find: (left, right) => indexOf.get(left, right),
    left: pair => lefts[pair]!,
    right: pair => rights[pair]!,
    mostFrequent: minimum => {
      while (heap.size > 0) {
        const pair = heap.pop()
        const total = totals[pair]!
        if (heap.poppedCount !== total) {
          if (total > 0) heap.push(pair, total)
        } else if (total >= Math.max(1, minimum)) return pair
        else return -1 // the others occur no more often
      }
      return -1
    },
    merge: (pair, symbol) => {
      const grown = new Set<number>()
      const holding = holders[pair]!
      holders[pair] = []
      for (const w of holding) mergeWord(w, lefts[pair]!, rights[pair]!, symbol, grown)
      totals[pair] = 0
      for (const other of grown) if (totals[other]! > 0) heap.push(other, totals[other]!)
    },
  }
}
