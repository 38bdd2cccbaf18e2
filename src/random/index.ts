/**
 * Counter-based random numbers: the n-th number of a stream is a pure function of (key, n), so a resumed run needs no
 * generator state, only the step that it is at. Two rounds of MurmurHash3's finaliser mix a keyed counter. The numbers
 * are for shuffling, sampling and initialisation, not for cryptography.
 *
 * A key is made of (seed, stage, step, purpose), see {@link randomKey}.
 */
export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  next(): number
  /** Uniform integer in [0, bound). */
  integer(bound: number): number
  /** One element of a non-empty list. */
  pick<T>(items: readonly T[]): T
  /** Standard normal, by Box and Muller. */
  normal(): number
  /** A shuffled copy (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[]
}

/** The stream that belongs to a key such as `['seed', 7, 'sft', 120, 'order']`. Equal keys give equal streams. */
export function random(...key: readonly (string | number)[]): Random {
  const [high, low] = randomKey(key)
  let counter = 0
  let spare: number | undefined
  const bits = () => {
    counter += 1
    return mix32(mix32(counter ^ low) + high + Math.imul(counter, 0x9e3779b9))
  }
  const stream: Random = {
    next: () => bits() / 4294967296,
    integer: bound => Math.floor(stream.next() * bound),
    pick: items => {
      if (items.length === 0) throw new Error('Expected a non-empty list to pick from')
      return items[stream.integer(items.length)]!
    },
    normal: () => {
      if (spare !== undefined) {
        const value = spare
        spare = undefined
        return value
      }
      const radius = Math.sqrt(-2 * Math.log(1 - stream.next()))
      const angle = 2 * Math.PI * stream.next()
      spare = radius * Math.sin(angle)
      return radius * Math.cos(angle)
    },
    shuffle: items => {
      const result = [...items]
      for (let i = result.length - 1; i > 0; i--) {
        const j = stream.integer(i + 1)
        const kept = result[i]!
        result[i] = result[j]!
        result[j] = kept
      }
      return result
    },
  }
  return stream
}

/** Two 32-bit words that stand for a key: FNV-1a over its parts with two offsets, finalised. */
function randomKey(key: readonly (string | number)[]): [number, number] {
  const text = key.join('\u0000')
  let high = 0x811c9dc5
  let low = 0x01000193
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    high = Math.imul(high ^ unit, 0x01000193)
    low = Math.imul(low ^ (unit + i), 0x85ebca6b)
  }
  return [mix32(high), mix32(low ^ text.length)]
}

/** The finaliser of MurmurHash3 (Appleby 2011): every input bit reaches every output bit. Unsigned result. */
function mix32(value: number): number {
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
