import { unitsOf } from '../characters/utf16.ts'
import type { Scanner } from '../pre-tokenizers/scanners/index.ts'

/** Distinct pieces and how often each was seen, in arrays that can be sent to another thread. */
export interface CountedPieces {
  /** The UTF-16 units of all pieces, one after the other. */
  readonly units: Uint16Array
  /** Where each piece ends in `units`. */
  readonly ends: Int32Array
  readonly counts: Float64Array
}

/** Counts pieces in a hash table over typed arrays: no string is made for a piece. */
export interface PieceCounter {
  readonly size: number
  /** Counts the pieces that the scanner cuts a well-formed text into. */
  addText(text: string, scan: Scanner): void
  addPiece(piece: string): void
  /** Adds what another counter has counted. */
  addCounted(counted: CountedPieces): void
  /** What was counted, in the order in which pieces were first seen. */
  counted(): CountedPieces
}

/** Pieces that are held: of 8 letters on average, some 250 MB while they are counted. */
export const defaultMostPieces = 6_000_000

/**
 * @param mostPieces when more distinct pieces than this are held, the rarest are thinned out: of the pieces seen once,
 * half are dropped, chosen by their hash, and the others count double; if that is not enough, of those seen up to twice,
 * and so on. What a pair occurs in stays right on average, and memory bounded for a corpus of any size.
 */
export function pieceCounter(mostPieces = defaultMostPieces): PieceCounter {
  let capacity = 1 << 14
  /** Slot: index of a piece + 1, its hash. */
  let slots = new Int32Array(capacity * 2)
  let units = new Uint16Array(1 << 16)
  let filled = 0
  let ends = new Int32Array(1 << 13)
  let counts = new Float64Array(1 << 13)
  let size = 0
  let thinnings = 0

  const growSlots = () => {
    const old = slots
    capacity *= 2
    slots = new Int32Array(capacity * 2)
    for (let i = 0; i < old.length; i += 2) {
      if (old[i] === 0) continue
      let slot = old[i + 1]! & (capacity - 1)
      while (slots[slot * 2] !== 0) slot = (slot + 1) & (capacity - 1)
      slots[slot * 2] = old[i]!
      slots[slot * 2 + 1] = old[i + 1]!
    }
  }

  const add = (from: Uint16Array, start: number, end: number, count: number): void => {
    const length = end - start
    let hash = length
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ from[i]!, 0x9e3779b1)
    hash ^= hash >>> 15
    let slot = hash & (capacity - 1)
    for (; slots[slot * 2] !== 0; slot = (slot + 1) & (capacity - 1)) {
      if (slots[slot * 2 + 1] !== hash) continue
      const piece = slots[slot * 2]! - 1
      const key = piece === 0 ? 0 : ends[piece - 1]!
      if (ends[piece]! - key !== length) continue
      let i = 0
      while (i < length && units[key + i] === from[start + i]) i++
      if (i < length) continue
      counts[piece] = counts[piece]! + count
      return
    }
    if (filled + length > units.length)
      units = enlarged(units, new Uint16Array(Math.max(units.length * 2, filled + length)))
    if (size === ends.length) {
      ends = enlarged(ends, new Int32Array(size * 2))
      counts = enlarged(counts, new Float64Array(size * 2))
    }
    for (let i = start; i < end; i++) units[filled++] = from[i]!
    ends[size] = filled
    counts[size] = count
    slots[slot * 2] = ++size
    slots[slot * 2 + 1] = hash
    if (size * 2 > capacity) growSlots()
    if (size > mostPieces) thin()
  }

  const counted = (): CountedPieces => ({
    units: units.slice(0, filled),
    ends: ends.slice(0, size),
    counts: counts.slice(0, size),
  })

  /** Halves, on average, the pieces that were seen least. */
  const thin = () => {
    const before = counted()
    const rare = 2 ** thinnings++
    slots.fill(0)
    filled = 0
    size = 0
    let start = 0
    for (let i = 0; i < before.ends.length; i++) {
      const end = before.ends[i]!
      const count = before.counts[i]!
      if (count > rare) add(before.units, start, end, count)
      else if (isChosen(before.units, start, end, thinnings)) add(before.units, start, end, count * 2)
      start = end
    }
    if (size > mostPieces / 2) thin()
  }

  return {
    get size() {
      return size
    },
    addText: (text, scan) => {
      const { length } = text
      const from = unitsOf(text)
      for (let start = 0; start < length; ) {
        const end = scan(from, start, length)
        add(from, start, end, 1)
        start = end
      }
    },
    addPiece: piece => add(unitsOf(piece), 0, piece.length, 1),
    addCounted: other => {
      let start = 0
      for (let i = 0; i < other.ends.length; i++) {
        const end = other.ends[i]!
        add(other.units, start, end, other.counts[i]!)
        start = end
      }
    },
    counted,
  }
}

/** One of two, by a hash of the piece that differs from round to round. */
function isChosen(units: Uint16Array, start: number, end: number, round: number): boolean {
  let hash = round
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ units[i]!, 0x85ebca6b) ^ (hash >>> 13)
  return Math.imul(hash, 0xc2b2ae35) >>> 31 === 1
}

function enlarged<A extends Uint16Array | Int32Array | Float64Array>(old: A, larger: A): A {
  larger.set(old)
  return larger
}
