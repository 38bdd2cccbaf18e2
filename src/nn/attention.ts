/**
 * Causal attention over packed rows.
 *
 * Legend: B batch, T time (query), S time (key), H query heads, K key and value heads, G queries per key head (H = K G),
 * D width of a head, L context length.
 */
import {
  add,
  and,
  attention,
  constant,
  equal,
  gather,
  greaterEqual,
  reshape,
  rotaryEmbedding,
  type Tensor,
  transpose,
  unsqueeze,
  where,
} from '../graph/index.ts'

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

/** Added to scores that must not count: exp underflows to exactly 0, and no infinity can turn into NaN. */
const hidden = -1e9

/**
 * What keeps a token from looking ahead or into another document of its row: [B, 1, T, S], 0 where the query may see
 * the key. Positions restart with every document, so "not later, in the same document" is both masks in one.
 */
export function causalBias(positions_BT: Tensor, documents_BT?: Tensor): Tensor {
  const against = (compare: (a: Tensor, b: Tensor) => Tensor, ids_BT: Tensor) =>
    compare(unsqueeze(ids_BT, 2), unsqueeze(ids_BT, 1))
  const notLater_BTS = against(greaterEqual, positions_BT)
  const visible_BTS = documents_BT === undefined ? notLater_BTS : and(notLater_BTS, against(equal, documents_BT))
  return unsqueeze(where(visible_BTS, constant(0), constant(hidden)), 1)
}

export interface TrainingAttention {
  /** From {@link causalBias}, made once for all layers. */
  readonly bias_B1TS: Tensor
  /** From {@link rotaryAt}; absent where positions are learned. */
  readonly rotary?: RotaryTables
}

/**
 * Attention of every token over its own past (Vaswani et al. 2017, section 3.2), with grouped queries (Ainslie et al.
 * 2023): q [B, T, H, D], k and v [B, T, K, D] -> [B, T, H · D].
 */
export function causalAttention(
  q_BTHD: Tensor,
  k_BTKD: Tensor,
  v_BTKD: Tensor,
  { bias_B1TS, rotary }: TrainingAttention,
): Tensor {
  const [batch, time, heads, width] = q_BTHD.shape as readonly [number, number, number, number]
  const keyValueHeads = Number(k_BTKD.shape[2])
  const headsFirst = (x: Tensor) => transpose(x, [0, 2, 1, 3])
  const rotate = (x_BHTD: Tensor) => (rotary === undefined ? x_BHTD : rotaryEmbedding(x_BHTD, rotary.cos, rotary.sin))
  const q_BHTD = rotate(headsFirst(q_BTHD))
  const k_BKSD = rotate(headsFirst(k_BTKD))
  const v_BKSD = headsFirst(v_BTKD)
  if (keyValueHeads === heads)
    return reshape(headsFirst(attention(q_BHTD, k_BKSD, v_BKSD, { bias: bias_B1TS })), [batch, time, heads * width])
  const q_BKGTD = reshape(q_BHTD, [batch, keyValueHeads, heads / keyValueHeads, time, width])
  const o_BKGTD = attention(q_BKGTD, unsqueeze(k_BKSD, 2), unsqueeze(v_BKSD, 2), { bias: unsqueeze(bias_B1TS, 1) })
  return reshape(headsFirst(reshape(o_BKGTD, [batch, heads, time, width])), [batch, time, heads * width])
}

/** The sum of token and learned position embeddings, [B, T, D] (GPT-2). */
export function addPositions(x_BTD: Tensor, table_LD: Tensor, positions_BT: Tensor): Tensor {
  return add(x_BTD, gather(table_LD, positions_BT))
}
