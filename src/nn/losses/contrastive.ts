/** Legend: N pairs, D width. */
import { add, div, iota, mean, mul, type Tensor, transpose } from '../../graph/index.ts'
import { cosineSimilarities } from '../pooling.ts'
import { tokenLosses } from './cross-entropy.ts'

/**
 * InfoNCE (van den Oord et al. 2018) both ways, as in CLIP (Radford et al. 2021, figure 3): each of a [N, D] should be
 * nearer to its own partner in b [N, D] than to those of the others, and the other way round.
 *
 * @param temperature the smaller, the more the nearest wrong one counts (0.05 for sentences)
 */
export function contrastiveLoss(a_ND: Tensor, b_ND: Tensor, temperature: number): Tensor {
  const scores_NN = div(cosineSimilarities(a_ND, b_ND), temperature)
  const own_N = iota(a_ND, 0)
  const oneWay = (scores: Tensor) => mean(tokenLosses(scores, own_N))
  return mul(add(oneWay(scores_NN), oneWay(transpose(scores_NN, [1, 0]))), 0.5)
}
