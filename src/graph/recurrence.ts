/**
 * Loops over time. Legend: T time, B batch, H width of the first state, P width of its product (4H in an LSTM).
 */
import { msg } from '../errors/index.ts'
import { sameShape } from './dims.ts'
import { pullback } from './gradients.ts'
import { add, apply, input, matmul } from './operators.ts'
import { formatShape, type ScanBody, shapeError, type Tensor } from './tensor.ts'

/** What a cell computes with at one step. */
export interface CellInputs {
  /** The slice of every sequence at this step. */
  readonly slices: readonly Tensor[]
  /** The first state before the step times the weight: [B, P]. */
  readonly product: Tensor
  /** All states before the step. */
  readonly states: readonly Tensor[]
}

/**
 * From one step to the next: the states after it, in the same order and shapes. It is traced, not run: it may use what
 * it is given and constants, nothing else.
 */
export type Cell = (inputs: CellInputs) => readonly Tensor[]

export interface RecurrenceOptions {
  /** [T, ..] each: what the steps read. T may be dynamic. */
  readonly sequences: readonly Tensor[]
  /** [P, H]: the first state is multiplied by it at every step. */
  readonly weight: Tensor
  /** The states before the first step; the first of them is [B, H]. */
  readonly initial: readonly Tensor[]
}

/**
 * Applies a cell step after step (Elman 1990, "Finding Structure in Time"). The one product of a step, state · weightᵀ,
 * is made outside of the cell, so that the weight's gradient is a single product over all steps.
 *
 * @returns the first state after every step, [T, B, H], through which gradients flow; and all states after the last
 * step, through which none do: they are there to go on from.
 */
export function recurrence(
  cell: Cell,
  { sequences, weight, initial }: RecurrenceOptions,
): { readonly sequence: Tensor; readonly last: readonly Tensor[] } {
  if (initial.length === 0 || sequences.length === 0)
    throw shapeError(
      'recurrence',
      msg`at least one state and one sequence`,
      msg`${initial.length} and ${sequences.length}`,
    )
  const states = initial.map((state, i) => input(`state ${i}`, state.shape))
  const slices = sequences.map((sequence, i) => input(`slice ${i}`, sequence.shape.slice(1)))
  const shared = input('weight', weight.shape)
  const product = matmul(states[0]!, shared, { transposeB: true })
  const next = cell({ slices, product, states })
  if (next.length !== states.length)
    throw shapeError('recurrence', msg`a cell that gives ${states.length} states`, `${next.length}`)
  for (const [i, { shape }] of states.entries())
    if (!sameShape(next[i]!.shape, shape))
      throw shapeError(
        'recurrence',
        msg`a cell with state ${i} of shape ${formatShape(shape)}`,
        formatShape(next[i]!.shape),
      )
  expectOnly(next, [...states, ...slices, shared])
  // What the gradient needs comes after what the caller asked for.
  const body: ScanBody = { states, slices, weight: shared, next, results: [next[0]!, ...states, product] }
  const gradient = backwardBody(cell, body, product)
  const node = apply('recurrence', [weight, ...initial, ...sequences], { body, gradient })
  return { sequence: node.outputs[0]!, last: node.outputs.slice(body.results.length) }
}

/** The step that goes back: from d states after a step to d states before it. */
function backwardBody(cell: Cell, { states, slices, weight }: ScanBody, before: Tensor): ScanBody {
  const product = input('product', before.shape)
  const next = cell({ slices, product, states })
  const later = states.map((state, i) => input(`d state ${i}`, state.shape))
  const g = input('g', states[0]!.shape)
  const found = pullback(
    next.map((state, i) => [state, i === 0 ? add(later[0]!, g) : later[i]!] as const),
    [...slices, product, ...states],
  )
  const gSlices = found.slice(0, slices.length)
  const gProduct = found[slices.length]!
  const [gFirst, ...gOthers] = found.slice(slices.length + 1)
  return {
    states: later,
    slices: [g, ...slices, ...states, product],
    weight,
    next: [add(gFirst!, matmul(gProduct, weight)), ...gOthers],
    results: [...gSlices, gProduct],
  }
}

/** A loop's body is run apart from the graph around it, and no gradient would find what it took from there. */
function expectOnly(next: readonly Tensor[], leaves: readonly Tensor[]): void {
  const known = new Set(leaves.map(({ node }) => node))
  const found = new Set(next.map(({ node }) => node))
  for (const node of found) {
    if (known.has(node)) continue
    if (node.op === 'input' || node.op === 'parameter')
      throw shapeError(
        'recurrence',
        msg`a cell of its slices, its product, its states and constants`,
        `${node.op} ${(node.attributes as { name: string }).name}`,
      )
    for (const { node: source } of node.inputs) found.add(source)
  }
}
