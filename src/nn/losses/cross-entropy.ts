/** Legend: B batch, T time, N tokens, C width, V vocabulary or classes. Where [B, T] stands, any shape will do. */
import {
  add,
  concat,
  constant,
  div,
  exp,
  gatherLast,
  logSoftmax,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  pullback,
  slice,
  square,
  sub,
  sum,
  type Tensor,
  waitFor,
  withGradient,
} from '../../graph/index.ts'

/** -log p(target) of every token, in nats: logits [B, T, V] and int32 targets [B, T] -> [B, T]. */
export function tokenLosses(logits_BTV: Tensor, targets_BT: Tensor): Tensor {
  return neg(gatherLast(logSoftmax(logits_BTV), targets_BT))
}

/** The mean of what is counted, [B, T] weighted by [B, T]. 0 where all weights are 0. */
export function weightedMean(values_BT: Tensor, weights_BT: Tensor): Tensor {
  return div(sum(mul(values_BT, weights_BT)), totalOf(weights_BT))
}

/** Weights are counts or fractions of tokens, so a sum far below 1 can only be an empty batch. */
const totalOf = (weights_BT: Tensor): Tensor => maximum(sum(weights_BT), 1e-6)

export interface CrossEntropyOptions {
  /**
   * Weight of the z-loss (default 0): the square of log Z, the logarithm of the sum of exp(logits), is added to every
   * token's loss. It keeps logits from drifting away, which no probability shows (Chowdhery et al. 2022, "PaLM",
   * section 5; they take 1e-4).
   */
  readonly zLoss?: number
  /** Share of the target's weight that is spread over the vocabulary (default 0; Szegedy et al. 2016, section 7). */
  readonly labelSmoothing?: number
}

/** Cross entropy, in nats per counted token: the mean over tokens weighted by `lossWeights` [B, T]. */
export function crossEntropy(
  logits_BTV: Tensor,
  targets_BT: Tensor,
  lossWeights_BT: Tensor,
  { zLoss = 0, labelSmoothing = 0 }: CrossEntropyOptions = {},
): Tensor {
  const total = totalOf(lossWeights_BT)
  return div(lossSum(logits_BTV, targets_BT, lossWeights_BT, { zLoss, labelSmoothing }), total)
}

/** The weighted sum of the tokens' losses. */
function lossSum(
  logits_BTV: Tensor,
  targets_BT: Tensor,
  lossWeights_BT: Tensor,
  { zLoss = 0, labelSmoothing = 0 }: CrossEntropyOptions,
): Tensor {
  const plain_BT = tokenLosses(logits_BTV, targets_BT)
  // log Z is what a target's logit and its log p differ by, so that the vocabulary is not summed over again.
  const logSum_BT = zLoss === 0 && labelSmoothing === 0 ? undefined : add(gatherLast(logits_BTV, targets_BT), plain_BT)
  let losses_BT = plain_BT
  if (logSum_BT !== undefined && labelSmoothing !== 0) {
    const evenly_BT = sub(logSum_BT, mean(logits_BTV, { axes: [-1] }))
    losses_BT = add(mul(plain_BT, 1 - labelSmoothing), mul(evenly_BT, labelSmoothing))
  }
  if (logSum_BT !== undefined && zLoss !== 0) losses_BT = add(losses_BT, mul(square(logSum_BT), zLoss))
  return sum(mul(losses_BT, lossWeights_BT))
}

export interface ChunkedCrossEntropyOptions extends CrossEntropyOptions {
  /** Rows of logits that are made at once. */
  readonly rows: number
  /** Whether gradients will be asked for (default true): they are made with the loss, chunk by chunk. */
  readonly trained?: boolean
}

/**
 * {@link crossEntropy} of hidden · headᵀ whose logits are never whole: loss and gradients of some rows are done with before
 * the logits of the next are made. Hidden [N, C], head [V, C], targets and weights [N].
 */
export function chunkedCrossEntropy(
  hidden_NC: Tensor,
  head_VC: Tensor,
  targets_N: Tensor,
  lossWeights_N: Tensor,
  { rows, trained = true, ...options }: ChunkedCrossEntropyOptions,
): Tensor {
  const total = totalOf(lossWeights_N)
  const count = Number(hidden_NC.shape[0])
  const gHidden: Tensor[] = []
  let gHead: Tensor | undefined
  let loss: Tensor | undefined
  for (let start = 0; start < count; start += rows) {
    const part = (x: Tensor) => slice(x, 0, start, Math.min(count, start + rows))
    const before = [loss, gHidden.at(-1), gHead].filter(x => x !== undefined)
    const hidden = waitFor(part(hidden_NC), before)
    const logits = matmul(hidden, head_VC, { transposeB: true })
    const own = div(lossSum(logits, part(targets_N), part(lossWeights_N), options), total)
    loss = loss === undefined ? own : add(loss, own)
    if (!trained) continue
    const [dHidden, dHead] = pullback([[own, constant(1)]], [hidden, head_VC])
    gHidden.push(dHidden!)
    gHead = gHead === undefined ? dHead! : add(gHead, dHead!)
  }
  return withGradient(loss!, [hidden_NC, head_VC], g => {
    // The last chunk's logits are not kept until the optimizer asks for the gradient of the head.
    const gWhole = waitFor(concat(gHidden, 0), [loss!, gHead!])
    return [mul(gWhole, g), mul(gHead!, g)]
  })
}

/** log p of whole texts: the weighted sum over their tokens, [B, T, V] -> [B]. */
export function textLogProbabilities(logits_BTV: Tensor, targets_BT: Tensor, weights_BT: Tensor): Tensor {
  return neg(sum(mul(tokenLosses(logits_BTV, targets_BT), weights_BT), { axes: [1] }))
}

/** The entropy of every token's distribution, in nats: [B, T, V] -> [B, T]. */
export function entropy(logits_BTV: Tensor): Tensor {
  const logProbabilities = logSoftmax(logits_BTV)
  return neg(sum(mul(exp(logProbabilities), logProbabilities), { axes: [-1] }))
}
