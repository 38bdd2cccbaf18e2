/** Learning from comparisons. Legend: N prompts, K answers to each, B pairs. */
import {
  and,
  cast,
  div,
  greaterEqual,
  less,
  maximum,
  mean,
  mul,
  neg,
  softplus,
  sub,
  sum,
  type Tensor,
  unsqueeze,
} from '../../graph/index.ts'

/**
 * The Bradley-Terry loss of a reward model over rankings: -log σ(better - worse), the mean over all pairs of a prompt's
 * answers of which one was ranked above the other, then over prompts (Ouyang et al. 2022, "InstructGPT", section 3.5: all
 * pairs of a prompt in one element, since each answer read K - 1 times overfits).
 *
 * @param rewards_NK one number per answer
 * @param ranks_NK int32, 0 for the best; equal ranks are not compared, below 0 stands for no answer
 */
export function rankingLoss(rewards_NK: Tensor, ranks_NK: Tensor): Tensor {
  const pair = (compare: (a: Tensor, b: Tensor) => Tensor, x: Tensor) => compare(unsqueeze(x, 2), unsqueeze(x, 1))
  const margin_NKK = pair(sub, rewards_NK)
  const present = greaterEqual(ranks_NK, 0)
  const counts_NKK = cast(and(pair(less, ranks_NK), pair(and, present)), 'float32')
  const total_N = sum(counts_NKK, { axes: [1, 2] })
  const losses_N = div(sum(mul(softplus(neg(margin_NKK)), counts_NKK), { axes: [1, 2] }), maximum(total_N, 1))
  const compared_N = cast(greaterEqual(total_N, 1), 'float32')
  return div(sum(losses_N), maximum(sum(compared_N), 1))
}

export interface PreferencePairs {
  /** log p of whole answers, [B], under the model that is trained. */
  readonly chosen: Tensor
  readonly rejected: Tensor
  /** And under the model that it started as. */
  readonly referenceChosen: Tensor
  readonly referenceRejected: Tensor
}

/**
 * Direct preference optimisation (Rafailov et al. 2023, equation 7): -log σ(β times how much more the model has moved
 * towards the chosen answer than towards the rejected one). `margins` [B] are what σ is of: above 0 where the pair is
 * right.
 */
export function dpoLoss(pairs: PreferencePairs, beta: number): { readonly loss: Tensor; readonly margins: Tensor } {
  const { chosen, rejected, referenceChosen, referenceRejected } = pairs
  const margins = mul(sub(sub(chosen, referenceChosen), sub(rejected, referenceRejected)), beta)
  return { loss: mean(softplus(neg(margins))), margins }
}
