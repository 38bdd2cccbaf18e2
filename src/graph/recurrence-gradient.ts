import { product } from './dims.ts'
import { fillLike } from './indexing.ts'
import { apply, matmul, reshape } from './operators.ts'
import type { Node, Tensor } from './tensor.ts'

/** The gradient rule of `recurrence`: a loop from the last step back. */
export function recurrenceBackwards(g: Tensor, node: Node<'recurrence'>): Tensor[] {
  const { body, gradient } = node.attributes
  const count = body.states.length
  const [weight, ...others] = node.inputs as readonly [Tensor, ...Tensor[]]
  const [initial, sequences] = [others.slice(0, count), others.slice(count)]
  const before = node.outputs.slice(1, 1 + count)
  const products = node.outputs[1 + count]!
  const zeros = initial.map(state => fillLike(state, 0))
  const loop = [weight, ...zeros, g, ...sequences, ...before, products]
  const { outputs } = apply('recurrenceGradient', loop, { body: gradient })
  const gSequences = outputs.slice(0, sequences.length)
  const gInitial = outputs.slice(sequences.length + 1)
  const gWeight = matmul(asRows(outputs[sequences.length]!), asRows(before[0]!), { transposeA: true })
  return [gWeight, ...gInitial, ...gSequences]
}

/** All steps one after another: [T, B, H] -> [T · B, H]. */
function asRows(x: Tensor): Tensor {
  return reshape(x, [product(x.shape.slice(0, -1)), x.shape.at(-1)!])
}
