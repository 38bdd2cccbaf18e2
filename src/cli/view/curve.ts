/** A loss curve that keeps a fixed number of means, however long training is. */
export interface Curve {
  add(step: number, value: number): void
  /** Means over `width` equal parts of the training, NaN where there is nothing (yet). */
  sampled(width: number): number[]
}

const buckets = 1024

/** @param steps of the whole training: the width of the curve */
export function curve(steps: number): Curve {
  const sums = new Float64Array(buckets)
  const counts = new Float64Array(buckets)
  return {
    add: (step, value) => {
      if (!Number.isFinite(value)) return
      const bucket = Math.max(0, Math.min(buckets - 1, Math.floor(((step - 1) / steps) * buckets)))
      sums[bucket]! += value
      counts[bucket]! += 1
    },
    sampled: width =>
      Array.from({ length: width }, (_, part) => {
        const from = Math.floor((part * buckets) / width)
        const to = Math.max(from + 1, Math.floor(((part + 1) * buckets) / width))
        let sum = 0
        let count = 0
        for (let bucket = from; bucket < to; bucket++) {
          sum += sums[bucket]!
          count += counts[bucket]!
        }
        return count === 0 ? Number.NaN : sum / count
      }),
  }
}

/** Bits of the dots of a braille character, by row (from the top) and column: U+2800 plus their sum. */
const dots = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const

/** Share of the highest values that are drawn at the top edge: the first steps would flatten all others. */
const clipped = 0.05

export interface Plot {
  /** `rows` lines of `columns` braille characters. */
  readonly lines: readonly string[]
  /** Values of the top and the bottom edge. */
  readonly top: number
  readonly bottom: number
}

/**
 * Draws values as a line of braille dots, two across and four down to a character. Gaps between known values are
 * bridged, so that a short training is a line too. Undefined without values.
 */
export function plot(drawn: Curve, size: { columns: number; rows: number }): Plot | undefined {
  const width = size.columns * 2
  const height = size.rows * 4
  const values = drawn.sampled(width)
  const known = values.filter(value => !Number.isNaN(value))
  if (known.length === 0) return undefined
  const falling = known.toSorted((a, b) => b - a)
  const top = falling[Math.floor(known.length * clipped)]!
  const bottom = falling.at(-1)!
  const cells = Array.from({ length: size.rows }, () => new Uint8Array(size.columns))
  const heightOf = (value: number) =>
    top === bottom ? height - 1 : Math.max(0, Math.round(((top - value) / (top - bottom)) * (height - 1)))

  let before: { x: number; y: number } | undefined
  for (const [x, value] of values.entries()) {
    if (Number.isNaN(value)) continue
    const y = heightOf(value)
    const from = before ?? { x: x - 1, y }
    for (let between = from.x + 1; between <= x; between++) {
      const share = (between - from.x) / (x - from.x)
      const next = Math.round(from.y + share * (y - from.y))
      const last = Math.round(from.y + ((between - 1 - from.x) / (x - from.x)) * (y - from.y))
      // A steep piece is drawn as a column of dots, without the one that stands there already.
      const [low, high] = next === last ? [next, next] : next > last ? [last + 1, next] : [next, last - 1]
      for (let dot = low; dot <= high; dot++) cells[dot >> 2]![between >> 1]! |= dots[dot & 3]![between & 1]!
    }
    before = { x, y }
  }
  return { lines: cells.map(row => String.fromCodePoint(...Array.from(row, bits => 0x2800 + bits))), top, bottom }
}

const eighths = ' ▏▎▍▌▋▊▉'

/** A bar of so many columns, filled to a share from 0 to 1. */
export function bar(share: number, columns: number): string {
  const filled = Math.round(Math.max(0, Math.min(1, share)) * columns * 8)
  const full = Math.floor(filled / 8)
  if (full === columns) return '█'.repeat(columns)
  return ('█'.repeat(full) + eighths[filled % 8]).padEnd(columns)
}
