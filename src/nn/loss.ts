/** Legend: B batch, T time, V vocabulary. */
import { add, div, gatherLast, logSoftmax, maximum, mul, neg, square, sum, type Tensor } from '../graph/index.ts'

/** -log p(target) of every token, in nats: logits [B, T, V] and int32 targets [B, T] -> [B, T]. */
export function tokenLosses(logits_BTV: Tensor, targets_BT: Tensor): Tensor {
  return neg(gatherLast(logSoftmax(logits_BTV), targets_BT))
}

export interface CrossEntropyOptions {
  /**
   * Weight of the z-loss (default 0): the square of log Z, the logarithm of the sum of exp(logits), is added to every
   * token's loss. It keeps logits from drifting away, which no probability shows (Chowdhery et al. 2022, "PaLM",
   * section 5; they take 1e-4).
   */
  readonly zLoss?: number
}

/**
 * Cross entropy, in nats per counted token: the mean over tokens weighted by `lossWeights` [B, T]. 0 where all weights
 * are 0.
 */
export function crossEntropy(
  logits_BTV: Tensor,
  targets_BT: Tensor,
  lossWeights_BT: Tensor,
  { zLoss = 0 }: CrossEntropyOptions = {},
): Tensor {
  // Weights are counts or fractions of tokens, so a sum far below 1 can only be an empty batch.
  const total = maximum(sum(lossWeights_BT), 1e-6)
  const plain_BT = tokenLosses(logits_BTV, targets_BT)
  const losses_BT = zLoss === 0 ? plain_BT : add(plain_BT, mul(square(logSum(logits_BTV, targets_BT, plain_BT)), zLoss))
  return div(sum(mul(losses_BT, lossWeights_BT)), total)
}

/** log Z [B, T]: what a target's logit and its log p differ by, so that the vocabulary is not summed over again. */
function logSum(logits_BTV: Tensor, targets_BT: Tensor, losses_BT: Tensor): Tensor {
  return add(gatherLast(logits_BTV, targets_BT), losses_BT)
}
