/**
 * Test values by formula, so that nothing but results has to be stored. `torch-results.py` computes the same in double
 * precision; keep the two alike.
 *
 * - `wave`: between -1.5 and 1.5.
 * - `grid`: as wide, all different and none near 0 (for operators with a kink).
 * - `positive`: between 0.5 and 2.5.
 * - `flag`: 0 and 1. - `ids`: whole numbers below `bound`, many times each if it is small.
 */
export type Kind = 'wave' | 'grid' | 'positive' | 'flag' | 'ids'

export interface InputSpec {
  readonly shape: readonly number[]
  readonly kind?: Kind
  readonly bound?: number
}

export function valuesOf(spec: InputSpec, seed: number): number[] {
  const size = spec.shape.reduce((a, b) => a * b, 1)
  return Array.from({ length: size }, (_, i) => value(spec, i, size, seed))
}

function value({ kind = 'wave', bound = 1 }: InputSpec, i: number, size: number, seed: number): number {
  switch (kind) {
    case 'wave':
      return 1.5 * Math.sin(1.3 * i + 0.7 * seed + 0.05 * i * i)
    case 'grid':
      return ((((i * 7 + 3 * seed) % size) + 0.5) / size) * 3 - 1.5
    case 'positive':
      return 1.5 + Math.sin(1.3 * i + 0.7 * seed + 0.05 * i * i)
    case 'flag':
      return (i * 5 + seed) % 3 === 0 ? 1 : 0
    case 'ids':
      return (i * i * 3 + i + seed) % bound
  }
}
