/** Policy gradients on tokens. Legend: B sequences, T time. */
import {
  abs,
  add,
  cast,
  exp,
  greater,
  maximum,
  minimum,
  mul,
  neg,
  square,
  sub,
  type Tensor,
} from '../../graph/index.ts'
import { weightedMean } from './cross-entropy.ts'

export interface PolicyTokens {
  /** log p of every sampled token, [B, T], under the policy that is trained. */
  readonly logProbabilities: Tensor
  /** And under the policy that sampled it, [B, T]: a number, not a function of the parameters. */
  readonly sampled: Tensor
  /** [B, T], or [B, 1] where a sequence has one advantage. */
  readonly advantages: Tensor
  /** 1 for tokens that the model wrote, else 0, [B, T]. */
  readonly weights: Tensor
}

export interface PolicyLoss {
  readonly loss: Tensor
  /** The share of tokens whose ratio lies outside of the clipping range. */
  readonly clipped: Tensor
  /** How far the policy has moved from the one that sampled: the k3 estimate of the KL divergence, in nats per token. */
  readonly divergence: Tensor
}

/**
 * The clipped surrogate of PPO (Schulman et al. 2017, equation 7), to be minimised: the mean over tokens of
 * -min(ratio · A, clip(ratio, 1 - range, 1 + range) · A).
 */
export function ppoLoss({ logProbabilities, sampled, advantages, weights }: PolicyTokens, range = 0.2): PolicyLoss {
  const ratio = exp(sub(logProbabilities, sampled))
  const near = minimum(maximum(ratio, 1 - range), 1 + range)
  const gains = minimum(mul(ratio, advantages), mul(near, advantages))
  const outside = cast(greater(abs(sub(ratio, 1)), range), 'float32')
  return {
    loss: neg(weightedMean(gains, weights)),
    clipped: weightedMean(outside, weights),
    divergence: weightedMean(klEstimate(sampled, logProbabilities), weights),
  }
}

/**
 * An unbiased estimate of KL(p ‖ q) from tokens that p sampled, never below 0: q/p - 1 - log(q/p) (Schulman 2020,
 * "Approximating KL Divergence", the estimator k3). Both [B, T], log p of the sampled tokens.
 */
export function klEstimate(p: Tensor, q: Tensor): Tensor {
  const difference = sub(q, p)
  return sub(sub(exp(difference), 1), difference)
}

export interface ValueTokens {
  /** The value head's output, [B, T]. */
  readonly values: Tensor
  /** What it was when the tokens were sampled, [B, T]. */
  readonly sampled: Tensor
  /** What it should have been, [B, T]: `returns` of `generalisedAdvantages`. */
  readonly returns: Tensor
  readonly weights: Tensor
}

/** Half the squared error of a value head, clipped as the policy is (Schulman et al. 2016; PPO's reference code). */
export function valueLoss({ values, sampled, returns, weights }: ValueTokens, range = 0.2): Tensor {
  const near = add(sampled, minimum(maximum(sub(values, sampled), -range), range))
  const worse = maximum(square(sub(values, returns)), square(sub(near, returns)))
  return mul(weightedMean(worse, weights), 0.5)
}

/**
 * GRPO (Shao et al. 2024, "DeepSeekMath", equation 3): PPO's surrogate with one advantage for each answer, measured
 * against the other answers to the same question, and the divergence from a reference as part of the loss. Tokens count
 * alike, whichever answer they belong to (Yu et al. 2025, "DAPO", section 3.3).
 *
 * @param reference log p of the tokens under the reference model, [B, T]
 * @param beta weight of the divergence from it
 */
export function grpoLoss(
  tokens: PolicyTokens,
  { reference, beta, range }: { readonly reference?: Tensor; readonly beta?: number; readonly range?: number } = {},
): PolicyLoss {
  const policy = ppoLoss(tokens, range)
  if (reference === undefined || beta === undefined) return policy
  const drift = weightedMean(klEstimate(tokens.logProbabilities, reference), tokens.weights)
  return { ...policy, loss: add(policy.loss, mul(drift, beta)) }
}
