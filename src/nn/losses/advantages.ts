/** Advantages are made of numbers that came back from the device: once per rollout, in plain arithmetic. */
import { InstarError, msg } from '../../errors/index.ts'

export interface Advantages {
  /** How much better each action was than expected. */
  readonly advantages: Float32Array
  /** What the value head should have said: advantage plus value. */
  readonly returns: Float32Array
}

/**
 * Generalised advantage estimation over one sequence (Schulman et al. 2016, equation 16). The sequence ends: nothing is
 * worth anything after its last token.
 *
 * @param rewards of every token; a score of the whole answer stands at its last token
 * @param values of the value head before every token
 * @throws InstarError where there are not as many values as rewards.
 */
export function generalisedAdvantages(
  rewards: ArrayLike<number>,
  values: ArrayLike<number>,
  { gamma = 1, lambda = 0.95 }: { readonly gamma?: number; readonly lambda?: number } = {},
): Advantages {
  if (rewards.length !== values.length)
    throw new InstarError(msg`Expected a value for each of ${rewards.length} rewards, but found ${values.length}`)
  const advantages = new Float32Array(rewards.length)
  const returns = new Float32Array(rewards.length)
  let following = 0
  for (let t = rewards.length - 1; t >= 0; t--) {
    const surprise = rewards[t]! + gamma * (values[t + 1] ?? 0) - values[t]!
    following = surprise + gamma * lambda * following
    advantages[t] = following
    returns[t] = following + values[t]!
  }
  return { advantages, returns }
}

/**
 * Rewards of an answer's tokens under PPO: its score at the last token, and at every token -β times how much likelier
 * the policy found it than the reference did (Ouyang et al. 2022, "InstructGPT", equation 2).
 *
 * @param policy log p of the tokens under the policy that sampled them
 * @param reference and under the reference model
 */
export function penalisedRewards(
  score: number,
  policy: ArrayLike<number>,
  reference: ArrayLike<number>,
  beta: number,
): Float32Array {
  if (policy.length !== reference.length)
    throw new InstarError(msg`Expected log p of ${policy.length} tokens twice, but found ${reference.length}`)
  const rewards = Float32Array.from(policy, (value, t) => -beta * (value - reference[t]!))
  if (rewards.length > 0) rewards[rewards.length - 1]! += score
  return rewards
}

/**
 * GRPO's advantages (Shao et al. 2024, "DeepSeekMath", section 4.1.2): the reward of each answer against the mean of its
 * group, in standard deviations of the group. Groups stand one after another; one whose answers are equally good
 * teaches nothing and gets zeros.
 *
 * @throws InstarError where the groups do not come out even.
 */
export function groupAdvantages(rewards: ArrayLike<number>, groupSize: number): Float32Array {
  if (!Number.isInteger(groupSize) || groupSize < 2 || rewards.length % groupSize !== 0)
    throw new InstarError(
      msg`Expected whole groups of at least 2 answers, but found ${rewards.length} in ${groupSize}s`,
    )
  const advantages = new Float32Array(rewards.length)
  for (let start = 0; start < rewards.length; start += groupSize) {
    const group = Array.from({ length: groupSize }, (_, i) => rewards[start + i]!)
    const mean = group.reduce((a, b) => a + b, 0) / groupSize
    const deviation = Math.sqrt(group.reduce((total, reward) => total + (reward - mean) ** 2, 0) / groupSize)
    for (const [i, reward] of group.entries())
      advantages[start + i] = deviation < 1e-6 ? 0 : (reward - mean) / deviation
  }
  return advantages
}
