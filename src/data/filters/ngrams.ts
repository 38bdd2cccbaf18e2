import type { Words } from './words.ts'

/**
 * The n-grams of a text, for one length after the other. What occurs once cannot be the beginning of anything longer that
 * occurs twice, so every length looks only where the one before found something again: in good text nearly nowhere.
 */
export interface Ngrams {
  /** Units that all occurrences of the most frequent n-gram cover; 0 when none occurs twice. */
  top(n: number): number
  /** Units inside n-grams that have occurred before, each counted once, from left to right. */
  repeated(n: number): number
}

/** Lengths must be asked for in rising order. */
export function ngramsOf(text: string, words: Words): Ngrams {
  const { count, starts, ends } = words
  const hashes = prefixHashes(text, words)
  let places: Int32Array = Int32Array.from({ length: count }, (_, i) => i)

  /** Leaves the places whose n-gram occurs again; gives each its number, equal ones alike, and each number its count. */
  const narrow = (n: number): { ids: Int32Array; counts: Int32Array } => {
    const { ids, counts } = numbered(places, n, hashes)
    let kept = 0
    for (let i = 0; i < ids.length; i++) {
      if (counts[ids[i]!]! === 1) continue
      ids[kept] = ids[i]!
      places[kept++] = places[i]!
    }
    places = places.subarray(0, kept)
    return { ids: ids.subarray(0, kept), counts }
  }
  const units = (place: number, n: number) => {
    let sum = 0
    for (let i = place; i < place + n; i++) sum += ends[i]! - starts[i]!
    return sum
  }
  return {
    top: n => {
      const { ids, counts } = narrow(n)
      let best = 0
      for (let i = 1; i < ids.length; i++) if (counts[ids[i]!]! > counts[ids[best]!]!) best = i
      return ids.length === 0 ? 0 : counts[ids[best]!]! * units(places[best]!, n)
    },
    repeated: n => {
      const { ids, counts } = narrow(n)
      const seen = new Uint8Array(counts.length)
      let covered = 0
      let sum = 0
      for (let i = 0; i < ids.length; i++) {
        const place = places[i]!
        if (place < covered) continue
        if (seen[ids[i]!] === 1) {
          sum += units(place, n)
          covered = place + n
        } else seen[ids[i]!] = 1
      }
      return sum
    },
  }
}

/** Two polynomial hashes of the words before each place (Karp and Rabin 1987): 64 bits, so equal means the same. */
interface PrefixHashes {
  readonly count: number
  readonly high: Int32Array
  readonly low: Int32Array
}

const highBase = 0x9e3779b1 | 0
const lowBase = 0x85ebca6b | 0

function prefixHashes(text: string, { count, starts, ends }: Words): PrefixHashes {
  const high = new Int32Array(count + 1)
  const low = new Int32Array(count + 1)
  for (let i = 0; i < count; i++) {
    let one = 0x811c9dc5 | 0
    let other = 0x2545f491
    const end = ends[i]!
    for (let at = starts[i]!; at < end; at++) {
      const unit = text.charCodeAt(at)
      one = Math.imul(one ^ unit, 0x01000193)
      other = Math.imul(other + unit, 0x27d4eb2f)
    }
    high[i + 1] = Math.imul(high[i]!, highBase) + mixed(one)
    low[i + 1] = Math.imul(low[i]!, lowBase) + mixed(other)
  }
  return { count, high, low }
}

/** Spreads every bit of a hash over all others (Appleby 2011, MurmurHash3). */
function mixed(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

function power(base: number, n: number): number {
  let result = 1
  for (let i = 0; i < n; i++) result = Math.imul(result, base)
  return result
}

/** Numbers the n-grams that begin at `places`, in the order of their first occurrence, and counts each. */
function numbered(
  places: Int32Array,
  n: number,
  { count, high, low }: PrefixHashes,
): { ids: Int32Array; counts: Int32Array } {
  let { length } = places
  while (length > 0 && places[length - 1]! > count - n) length--
  const ids = new Int32Array(length)
  const counts = new Int32Array(length)
  const [highPower, lowPower] = [power(highBase, n), power(lowBase, n)]
  const mask = (1 << (33 - Math.clz32(length))) - 1 // at least twice as many slots as n-grams
  const slots = new Int32Array(mask + 1) // index of an n-gram's first place, plus one
  const [highs, lows] = [new Int32Array(length), new Int32Array(length)]
  let distinct = 0
  for (let i = 0; i < length; i++) {
    const place = places[i]!
    const one = (high[place + n]! - Math.imul(high[place]!, highPower)) | 0
    const other = (low[place + n]! - Math.imul(low[place]!, lowPower)) | 0
    highs[i] = one
    lows[i] = other
    let slot = mixed(one ^ other) & mask
    for (;;) {
      const first = slots[slot]! - 1
      if (first < 0) {
        slots[slot] = i + 1
        ids[i] = distinct++
        break
      }
      if (highs[first] === one && lows[first] === other) {
        ids[i] = ids[first]!
        break
      }
      slot = (slot + 1) & mask
    }
    counts[ids[i]!]!++
  }
  return { ids, counts }
}
