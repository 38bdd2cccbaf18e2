import { writeUtf8 } from '../characters/utf16.ts'
import { type IdBuffer, reserve } from '../id-buffer.ts'

/** Pieces beyond this many UTF-16 units are rarely seen twice; they would only fill the cache. */
const longestCached = 24
const firstCapacity = 1 << 12
const lastCapacity = 1 << 18

/** Writes the ids of `bytes[0..length)` to `into` from `at` on. @returns how many */
export type BytesEncoder = (bytes: Uint8Array, length: number, into: Int32Array, at: number) => number

/** Appends the ids of the piece `units[start..end)`. */
export type PieceEncoder = (units: Uint16Array, start: number, end: number, into: IdBuffer) => void

/**
 * Remembers what each piece became, because a few ten thousand words make up most of any text. The cache is a hash table
 * over typed arrays: a piece that is found costs no allocation and, mostly, two reads of memory. A full table is
 * emptied.
 */
export function pieceEncoder(encodeBytes: BytesEncoder): PieceEncoder {
  let bytes = new Uint8Array(1024)
  let capacity = firstCapacity
  /** Slot: hash, where the key begins, its length and the number of ids << 8, the id or where the ids begin. */
  let slots = new Int32Array(capacity * 4)
  let size = 0
  let keys = new Uint16Array(capacity * 4)
  let keysLength = 0
  let values = new Int32Array(capacity)
  let valuesLength = 0

  const encode: PieceEncoder = (units, start, end, into) => {
    const most = (end - start) * 3
    reserve(into, most)
    if (bytes.length < most) bytes = new Uint8Array(most * 2)
    const length = writeUtf8(units, start, end, bytes)
    into.length += encodeBytes(bytes, length, into.ids, into.length)
  }

  const makeRoom = () => {
    const old = capacity < lastCapacity ? slots : undefined
    if (old) capacity *= 2
    else {
      size = 0
      keysLength = 0
      valuesLength = 0
    }
    slots = new Int32Array(capacity * 4)
    if (!old) return
    for (let i = 0; i < old.length; i += 4) {
      if (old[i + 2] === 0) continue
      let slot = old[i]! & (capacity - 1)
      while (slots[slot * 4 + 2] !== 0) slot = (slot + 1) & (capacity - 1)
      for (let part = 0; part < 4; part++) slots[slot * 4 + part] = old[i + part]!
    }
  }

  /** Keeps that the piece became the ids that `from` has from `first` on. */
  const remember = (units: Uint16Array, start: number, end: number, hash: number, from: IdBuffer, first: number) => {
    const { ids } = from
    const count = from.length - first
    if (size * 2 >= capacity) makeRoom()
    if (keysLength + end - start > keys.length) keys = grown(keys, new Uint16Array(keys.length * 2))
    if (valuesLength + count > values.length) values = grown(values, new Int32Array(values.length * 2))
    let slot = hash & (capacity - 1)
    while (slots[slot * 4 + 2] !== 0) slot = (slot + 1) & (capacity - 1)
    const at = slot * 4
    slots[at] = hash
    slots[at + 1] = keysLength
    slots[at + 2] = (end - start) | (count << 8)
    slots[at + 3] = count === 1 ? ids[first]! : valuesLength
    for (let i = start; i < end; i++) keys[keysLength++] = units[i]!
    if (count > 1) for (let i = first; i < from.length; i++) values[valuesLength++] = ids[i]!
    size += 1
  }

  return (units, start, end, into) => {
    const length = end - start
    if (length > longestCached) return encode(units, start, end, into)
    let hash = length
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ units[i]!, 0x9e3779b1)
    hash ^= hash >>> 15
    const mask = capacity - 1
    for (let slot = hash & mask; slots[slot * 4 + 2] !== 0; slot = (slot + 1) & mask) {
      const at = slot * 4
      const lengths = slots[at + 2]!
      if (slots[at] !== hash || (lengths & 0xff) !== length) continue
      const key = slots[at + 1]!
      let i = 0
      while (i < length && keys[key + i] === units[start + i]) i++
      if (i < length) continue
      const count = lengths >> 8
      if (into.length + count > into.ids.length) reserve(into, count)
      if (count === 1) {
        into.ids[into.length++] = slots[at + 3]!
        return
      }
      const value = slots[at + 3]!
      for (let j = 0; j < count; j++) into.ids[into.length++] = values[value + j]!
      return
    }
    const before = into.length
    encode(units, start, end, into)
    remember(units, start, end, hash, into, before)
  }
}

function grown<A extends Uint16Array | Int32Array>(old: A, larger: A): A {
  larger.set(old)
  return larger
}
