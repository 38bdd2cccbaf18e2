/**
 * Who may see whom. A mask is boolean [B, T, S], true where query t may see key s; `attentionBias` makes of it what
 * attention adds to its scores. Legend: B batch, T time (query), S time (key).
 */
import { and, constant, equal, greaterEqual, or, slice, type Tensor, unsqueeze, where } from '../graph/index.ts'

/** Added to scores that must not count: exp underflows to exactly 0, and no infinity can turn into NaN. */
const hidden = -1e9

const against = (compare: (a: Tensor, b: Tensor) => Tensor, ids_BT: Tensor) =>
  compare(unsqueeze(ids_BT, 2), unsqueeze(ids_BT, 1))

/** No token sees a later one: GPT. */
export const causalMask = (positions_BT: Tensor): Tensor => against(greaterEqual, positions_BT)

/** Tokens see those of their own document. */
export const documentMask = (documents_BT: Tensor): Tensor => against(equal, documents_BT)

/** Everyone sees the keys that are there, and no padding: [B, 1, S]. BERT's mask, and that of cross-attention. */
export const paddingMask = (present_BS: Tensor): Tensor => unsqueeze(present_BS, 1)

/**
 * The prefix sees itself both ways, the rest only what came before (Raffel et al. 2020, "T5", section 3.2.1; Du et al.
 * 2022, "GLM").
 *
 * @param prefix_BT bool, true for tokens of the prefix
 */
export function prefixMask(positions_BT: Tensor, prefix_BT: Tensor): Tensor {
  return or(causalMask(positions_BT), unsqueeze(prefix_BT, 1))
}

/** [B, 1, T, S], one for all heads: 0 where the query may see the key. */
export function attentionBias(visible_BTS: Tensor): Tensor {
  return unsqueeze(where(visible_BTS, constant(0), constant(hidden)), 1)
}

/**
 * What keeps a token from looking ahead or into another document of its row: [B, 1, T, S]. Positions restart with every
 * document, so "not later, in the same document" is both masks in one.
 */
export function causalBias(positions_BT: Tensor, documents_BT?: Tensor): Tensor {
  return within(causalMask(positions_BT), documents_BT)
}

/** As {@link causalBias}, but the prefix of a document is seen by all of it. */
export function prefixBias(positions_BT: Tensor, prefix_BT: Tensor, documents_BT?: Tensor): Tensor {
  return within(prefixMask(positions_BT, prefix_BT), documents_BT)
}

/** Queries `from` (included) to `to` (excluded) of every row, and what hides keys before `to` from them: [B, 1, Q, to]. */
export interface CausalBlock {
  readonly from: number
  readonly to: number
  readonly bias: Tensor
}

/**
 * {@link causalBias} in blocks of that many queries. No query sees a key that stands behind it in the row, so positions
 * must grow within each document.
 */
export function causalBlocks(positions_BT: Tensor, documents_BT: Tensor | undefined, size: number): CausalBlock[] {
  const time = Number(positions_BT.shape[1])
  return Array.from({ length: Math.ceil(time / size) }, (_, index) => {
    const [from, to] = [index * size, Math.min(time, (index + 1) * size)]
    const between = (compare: (a: Tensor, b: Tensor) => Tensor, ids_BT: Tensor) =>
      compare(unsqueeze(slice(ids_BT, 1, from, to), 2), unsqueeze(slice(ids_BT, 1, 0, to), 1))
    const visible = between(greaterEqual, positions_BT)
    const seen = documents_BT === undefined ? visible : and(visible, between(equal, documents_BT))
    return { from, to, bias: attentionBias(seen) }
  })
}

function within(visible_BTS: Tensor, documents_BT?: Tensor): Tensor {
  return attentionBias(documents_BT === undefined ? visible_BTS : and(visible_BTS, documentMask(documents_BT)))
}
