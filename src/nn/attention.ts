/**
 * Attention over rows, for training and scoring.
 *
 * Legend: B batch, T time (query), S time (key), H query heads, K key and value heads, G queries per key head (H = K G),
 * D width of a head.
 */

import { InstarError, msg } from '../errors/index.ts'
import { attention, reshape, rotaryEmbedding, type Tensor, transpose, unsqueeze } from '../graph/index.ts'
import { blockedAttention } from './blocked-attention.ts'
import type { CausalBlock } from './masks.ts'
import type { RotaryTables } from './positions.ts'

export interface MultiHeadOptions {
  /** Added to the scores, [B, 1, T, S] or [B, H, T, S]: masks from `masks.ts`, T5's relative biases, or their sum. */
  readonly bias?: Tensor
  /** Instead of a bias: from `causalBlocks`, for rows so long that scores of all pairs would be too many at once. */
  readonly blocks?: readonly CausalBlock[]
  /** From `rotaryAt`, for queries and keys of the same places. */
  readonly rotary?: RotaryTables
  /** Factor of the scores (default 1 / sqrt(D)). */
  readonly scale?: number
}

/**
 * Multi-head attention (Vaswani et al. 2017, section 3.2) with grouped queries (Ainslie et al. 2023): q [B, T, H, D],
 * k and v [B, S, K, D] -> [B, T, H · D]. Over the row itself or, with keys and values of another row, across.
 *
 * @throws InstarError where the heads do not fit.
 */
export function multiHeadAttention(
  q_BTHD: Tensor,
  k_BSKD: Tensor,
  v_BSKD: Tensor,
  { bias, blocks, rotary, scale }: MultiHeadOptions = {},
): Tensor {
  const [batch, time, heads, width] = q_BTHD.shape as readonly [number, number, number, number]
  const keyValueHeads = Number(k_BSKD.shape[2])
  const headsFirst = (x: Tensor) => transpose(x, [0, 2, 1, 3])
  const rotate = (x_BHTD: Tensor) => (rotary === undefined ? x_BHTD : rotaryEmbedding(x_BHTD, rotary.cos, rotary.sin))
  const q_BHTD = rotate(headsFirst(q_BTHD))
  const k_BKSD = rotate(headsFirst(k_BSKD))
  const v_BKSD = headsFirst(v_BSKD)
  const factor = scale === undefined ? {} : { scale }
  const attend = (q: Tensor, k: Tensor, v: Tensor, bias: Tensor | undefined, blocks: readonly CausalBlock[] = []) =>
    blocks.length > 0
      ? blockedAttention(q, k, v, blocks, scale ?? 1 / Math.sqrt(width))
      : attention(q, k, v, { ...factor, ...(bias && { bias }) })
  const together = (o_BHTD: Tensor) => reshape(headsFirst(o_BHTD), [batch, time, heads * width])
  if (keyValueHeads === heads) return together(attend(q_BHTD, k_BKSD, v_BKSD, bias, blocks))
  const groups = heads / keyValueHeads
  if (!Number.isInteger(groups))
    throw new InstarError(msg`Expected as many key heads as divide ${heads} query heads, but found ${keyValueHeads}`)
  const q_BKGTD = reshape(q_BHTD, [batch, keyValueHeads, groups, time, width])
  const grouped = bias && groupedBias(bias, keyValueHeads, groups)
  const groupedBlocks = blocks?.map(block => ({ ...block, bias: unsqueeze(block.bias, 1) }))
  const o_BKGTD = attend(q_BKGTD, unsqueeze(k_BKSD, 2), unsqueeze(v_BKSD, 2), grouped, groupedBlocks)
  return together(reshape(o_BKGTD, [batch, heads, time, width]))
}

/** A bias of heads as one of groups of heads. */
function groupedBias(bias: Tensor, keyValueHeads: number, groups: number): Tensor {
  const [batch, heads, time, keys] = bias.shape as readonly [number, number, number, number]
  return heads === 1 ? unsqueeze(bias, 1) : reshape(bias, [batch, keyValueHeads, groups, time, keys])
}
