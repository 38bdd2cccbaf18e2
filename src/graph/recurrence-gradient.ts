import { product } from './dims.ts'
import { fillLike } from './indexing.ts'
import { apply, matmul, reshape, sum } from './operators.ts'
import type { Node, Tensor } from './tensor.ts'

/** The gradient rule of `recurrence`: a loop from the last step back. */
export function recurrenceBackwards(g: Tensor, node: Node<'recurrence'>): Tensor[] {
  const { body, gradient } = node.attributes
  const count = body.states.length
  const shared = node.inputs.slice(0, body.shared.length)
  const initial = node.inputs.slice(shared.length, shared.length + count)
  const sequences = node.inputs.slice(shared.length + count)
  const before = node.outputs.slice(1, 1 + count)
  const products = node.outputs[1 + count]!
  const zeros = initial.map(state => fillLike(state, 0))
  const loop = [shared[0]!, ...zeros, g, ...sequences, ...before, products]
  const { outputs } = apply('recurrenceGradient', loop, { body: gradient })
  const gSequences = outputs.slice(0, sequences.length)
  const gProducts = asRows(outputs[sequences.length]!)
  const gWeight = matmul(gProducts, asRows(before[0]!), { transposeA: true })
  const gShared = shared.length === 1 ? [gWeight] : [gWeight, sum(gProducts, { axes: [0] })]
  return [...gShared, ...outputs.slice(sequences.length + 1), ...gSequences]
}

/** All steps one after another: [T, B, H] -> [T · B, H]. */
function asRows(x: Tensor): Tensor {
  return reshape(x, [product(x.shape.slice(0, -1)), x.shape.at(-1)!])
}
