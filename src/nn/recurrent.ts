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
  pad,
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
  return run(cell, x_BTD, weights, add(weights.inputBias, weights.hiddenBias), 2, options)
}

/** Gated recurrent unit (Cho et al. 2014), with the reset gate behind the product as in PyTorch and cuDNN. */
export function gru(x_BTD: Tensor, weights: RecurrentWeights, options: RecurrentOptions = {}): RecurrentOutput {
  const width = Number(weights.hidden.shape[1])
  const cell: Cell = ({ slices: [x, candidateBias, keep], product, states: [state] }) => {
    const from = (before: Tensor) => (keep === undefined ? before : mul(before, keep))
    const part = (sums: Tensor, index: number) => slice(sums, 1, index * width, (index + 1) * width)
    const fromState = from(product)
    const gate = (index: number) => sigmoid(add(part(x!, index), part(fromState, index)))
    const candidate = tanh(add(part(x!, 2), mul(gate(0), add(part(fromState, 2), candidateBias!))))
    // (1 - z) candidate + z h
    return [add(candidate, mul(gate(1), sub(from(state!), candidate)))]
  }
  // The reset gate multiplies the last third of the hidden bias, which therefore has to go into the loop.
  const [gateBias, candidateBias] = [
    slice(weights.hiddenBias, 0, 0, 2 * width),
    slice(weights.hiddenBias, 0, 2 * width, 3 * width),
  ]
  const bias = add(weights.inputBias, pad(gateBias, 0, 0, width))
  return run(cell, x_BTD, weights, bias, 1, options, [atEveryStep(x_BTD, candidateBias)])
}

/** Inputs are projected for all steps at once; only what depends on the state is left to the loop. */
function run(
  cell: Cell,
  x_BTD: Tensor,
  { input, hidden }: RecurrentWeights,
  bias: Tensor,
  states: number,
  { initial, keep }: RecurrentOptions,
  more: readonly Tensor[] = [],
): RecurrentOutput {
  const projected = transpose(linear(x_BTD, input, bias), [1, 0, 2])
  const kept = keep === undefined ? [] : [unsqueeze(transpose(keep, [1, 0]), -1)]
  const width = Number(hidden.shape[1])
  const { sequence, last } = recurrence(cell, {
    sequences: [projected, ...more, ...kept],
    weight: hidden,
    initial: initial ?? Array.from({ length: states }, () => zeroState(x_BTD, width)),
  })
  return { output: transpose(sequence, [1, 0, 2]), last }
}

/** The same vector [H] for every step, [T, 1, H], T being known only at the run. */
function atEveryStep(x_BTD: Tensor, vector_H: Tensor): Tensor {
  return add(zerosAlong(x_BTD, 1, 2), vector_H)
}

/** [B, H] of zeros, B being known only at the run. */
function zeroState(x_BTD: Tensor, width: number): Tensor {
  return mul(zerosAlong(x_BTD, 0, 1), constant(0, [1, width]))
}

/** Zeros along one axis of x, with some axes of size 1 behind it. */
function zerosAlong(x: Tensor, axis: number, ones: number): Tensor {
  const zeros = mul(cast(iota(x, axis), 'float32'), 0)
  return Array.from({ length: ones }).reduce<Tensor>(result => unsqueeze(result, -1), zeros)
}
