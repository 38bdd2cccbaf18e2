/**
 * Recurrent layers in PyTorch's layout. Legend: B batch, T time, D width in, H width of the state.
 */
import {
  add,
  type Cell,
  cast,
  constant,
  iota,
  mul,
  type RecurrenceOptions,
  recurrence,
  sigmoid,
  slice,
  sub,
  type Tensor,
  tanh,
  transpose,
  unsqueeze,
} from '../graph/index.ts'
import { linear } from './linear.ts'

export interface RecurrentWeights {
  /** [4H, D] of an LSTM, gates in the order input, forget, candidate, output; [3H, D] of a GRU: reset, update, candidate. */
  readonly input: Tensor
  readonly inputBias: Tensor
  /** [4H, H] or [3H, H]. */
  readonly hidden: Tensor
  readonly hiddenBias: Tensor
}

export interface RecurrentOptions {
  /** States [B, H] to go on from (default: zeros): of an LSTM hidden and cell, of a GRU hidden. */
  readonly initial?: readonly Tensor[]
  /** float32 [B, T]: 0 where the state begins afresh, as with a new document, else 1. */
  readonly keep?: Tensor
}

export interface RecurrentOutput {
  /** The hidden state after every step, [B, T, H]. */
  readonly output: Tensor
  /** The states after the last step, to go on from; no gradient flows through them. */
  readonly last: readonly Tensor[]
}

/** Long short-term memory (Hochreiter and Schmidhuber 1997; with forget gates: Gers, Schmidhuber and Cummins 2000). */
export function lstm(x_BTD: Tensor, weights: RecurrentWeights, options: RecurrentOptions = {}): RecurrentOutput {
  const width = Number(weights.hidden.shape[1])
  const cell: Cell = ({ slices: [x, keep], product, states: [, c] }) => {
    const from = (state: Tensor) => (keep === undefined ? state : mul(state, keep))
    const sums = add(x!, from(product))
    const part = (index: number) => slice(sums, 1, index * width, (index + 1) * width)
    const next = add(mul(sigmoid(part(1)), from(c!)), mul(sigmoid(part(0)), tanh(part(2))))
    return [mul(sigmoid(part(3)), tanh(next)), next]
  }
  // One bias would do; both are PyTorch's, and adding them up costs nothing.
  const bias = add(weights.inputBias, weights.hiddenBias)
  return run(cell, x_BTD, weights, bias, 2, options)
}

/** Gated recurrent unit (Cho et al. 2014), with the reset gate behind the product as in PyTorch and cuDNN. */
export function gru(x_BTD: Tensor, weights: RecurrentWeights, options: RecurrentOptions = {}): RecurrentOutput {
  const width = Number(weights.hidden.shape[1])
  const cell: Cell = ({ slices: [x, keep], product, states: [state] }) => {
    const h = keep === undefined ? state! : mul(state!, keep)
    const part = (sums: Tensor, index: number) => slice(sums, 1, index * width, (index + 1) * width)
    const gate = (index: number) => sigmoid(add(part(x!, index), part(product, index)))
    const candidate = tanh(add(part(x!, 2), mul(gate(0), part(product, 2))))
    // (1 - z) candidate + z h
    return [add(candidate, mul(gate(1), sub(h, candidate)))]
  }
  return run(cell, x_BTD, weights, weights.inputBias, 1, options, weights.hiddenBias)
}

/** Inputs are projected for all steps at once; only what depends on the state is left to the loop. */
function run(
  cell: Cell,
  x_BTD: Tensor,
  { input, hidden }: RecurrentWeights,
  bias: Tensor,
  states: number,
  { initial, keep }: RecurrentOptions,
  hiddenBias?: Tensor,
): RecurrentOutput {
  const sequence = transpose(linear(x_BTD, input, bias), [1, 0, 2])
  const sequences = keep === undefined ? [sequence] : [sequence, unsqueeze(transpose(keep, [1, 0]), -1)]
  const width = Number(hidden.shape[1])
  const loop: RecurrenceOptions = {
    sequences,
    weight: hidden,
    initial: initial ?? Array.from({ length: states }, () => zeroState(x_BTD, width)),
    ...(hiddenBias && { bias: hiddenBias }),
  }
  const { sequence: output, last } = recurrence(cell, loop)
  return { output: transpose(output, [1, 0, 2]), last }
}

/** [B, H] of zeros, B being known only at the run. */
function zeroState(x_BTD: Tensor, width: number): Tensor {
  const rows_B1 = unsqueeze(cast(iota(x_BTD, 0), 'float32'), 1)
  return mul(rows_B1, constant(0, [1, width]))
}
