/** Legend: B batch, T time, V vocabulary. */
import { div, gatherLast, logSoftmax, maximum, mul, neg, sum, type Tensor } from '../graph/index.ts'

/** -log p(target) of every token, in nats: logits [B, T, V] and int32 targets [B, T] -> [B, T]. */
export function tokenLosses(logits_BTV: Tensor, targets_BT: Tensor): Tensor {
  return neg(gatherLast(logSoftmax(logits_BTV), targets_BT))
}

/**
 * Cross entropy, in nats per counted token: the mean over tokens weighted by `lossWeights` [B, T]. 0 where all weights
 * are 0.
 */
export function crossEntropy(logits_BTV: Tensor, targets_BT: Tensor, lossWeights_BT: Tensor): Tensor {
  // Weights are counts or fractions of tokens, so a sum far below 1 can only be an empty batch.
  const total = maximum(sum(lossWeights_BT), 1e-6)
  return div(sum(mul(tokenLosses(logits_BTV, targets_BT), lossWeights_BT)), total)
}
