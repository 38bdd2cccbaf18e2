/**
 * Where a token stands. Legend: B batch, T time (query), S time (key), D width, H heads, L context length, N buckets.
 */
import { add, constant, gather, maximum, minimum, sub, type Tensor, transpose, unsqueeze } from '../graph/index.ts'

/** Cosines and sines of the angle of every position. */
export interface RotaryTables {
  /** [L, D/2]. */
  readonly cos: Tensor
  readonly sin: Tensor
}

/** The angle of pair i at position p is p · theta^(-2i/D) (Su et al. 2021, "RoFormer", section 3.2.2). */
export function rotaryTables(contextLength: number, headWidth: number, theta: number): RotaryTables {
  const half = headWidth / 2
  const cos = new Float32Array(contextLength * half)
  const sin = new Float32Array(contextLength * half)
  for (let position = 0; position < contextLength; position++)
    for (let pair = 0; pair < half; pair++) {
      const angle = position * theta ** ((-2 * pair) / headWidth)
      cos[position * half + pair] = Math.cos(angle)
      sin[position * half + pair] = Math.sin(angle)
    }
  const shape = [contextLength, half]
  return { cos: constant(cos, shape), sin: constant(sin, shape) }
}

/** The rows of the tables that belong to the tokens' positions: [B, T, D/2] each. */
export function rotaryAt(tables: RotaryTables, positions_BT: Tensor): RotaryTables {
  return { cos: gather(tables.cos, positions_BT), sin: gather(tables.sin, positions_BT) }
}

/** The sum of token and position embeddings, [B, T, D]: a learned table, or {@link sinusoidalTable}. */
export function addPositions(x_BTD: Tensor, table_LD: Tensor, positions_BT: Tensor): Tensor {
  return add(x_BTD, gather(table_LD, positions_BT))
}

/**
 * sin and cos of p / 10000^(2i/D), in turn along the width: [L, D], a constant (Vaswani et al. 2017, section 3.5).
 */
export function sinusoidalTable(contextLength: number, width: number): Tensor {
  const table = new Float32Array(contextLength * width)
  for (let position = 0; position < contextLength; position++)
    for (let i = 0; i < width; i++) {
      const angle = position / 10_000 ** ((i - (i % 2)) / width)
      table[position * width + i] = i % 2 === 0 ? Math.sin(angle) : Math.cos(angle)
    }
  return constant(table, [contextLength, width])
}

export interface RelativeBias {
  /** [N, H]: one bias per bucket and head. */
  readonly table_NH: Tensor
  /** Positions of queries [T] and keys [S], int32. */
  readonly queries_T: Tensor
  readonly keys_S: Tensor
  /** Whether keys may come after their query: half of the buckets is theirs then. */
  readonly bothWays: boolean
  /** From here on all distances share one bucket (default 128). */
  readonly farthest?: number
}

/**
 * Learned biases by distance, [1, H, T, S], for all layers: near distances have a bucket each, farther ones share wider
 * and wider ones (Raffel et al. 2020, "T5", section 2.1).
 */
export function relativeBias({ table_NH, queries_T, keys_S, bothWays, farthest = 128 }: RelativeBias): Tensor {
  const buckets = Number(table_NH.shape[0])
  const distances = Array.from({ length: 2 * farthest + 1 }, (_, i) => i - farthest)
  const bucketOfDistance = distances.map(distance => relativeBucket(distance, buckets, bothWays, farthest))
  const biases = gather(table_NH, constant(bucketOfDistance, undefined, 'int32'))
  const distance_TS = sub(unsqueeze(keys_S, 0), unsqueeze(queries_T, 1))
  const near_TS = minimum(maximum(distance_TS, -farthest), farthest)
  return unsqueeze(transpose(gather(biases, add(near_TS, farthest)), [2, 0, 1]), 0)
}

/** The bucket of a key that stands `distance` after its query. */
function relativeBucket(distance: number, buckets: number, bothWays: boolean, farthest: number): number {
  const ways = bothWays ? buckets / 2 : buckets
  const offset = bothWays && distance > 0 ? ways : 0
  const far = bothWays ? Math.abs(distance) : Math.max(-distance, 0)
  const exact = ways / 2
  if (far < exact) return offset + far
  const wide = exact + Math.floor((Math.log(far / exact) / Math.log(farthest / exact)) * (ways - exact))
  return offset + Math.min(ways - 1, wide)
}
