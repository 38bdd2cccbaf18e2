import { product } from './dims.ts'
import { fillLike } from './indexing.ts'
import { apply, matmul, reshape } from './operators.ts'
import type { Node, Tensor } from './tensor.ts'

/** The gradient rule of `recurrence`. */
export function recurrenceBackwards(g: Tensor, node: Node<'recurrence'>): Tensor[] {
  const { body, gradient } = node.attributes
  const count = body.states.length
  const [weight, ...others] = node.inputs as readonly [Tensor, ...Tensor[]]
  const [initial, sequences] = [others.slice(0, count), others.slice(count)]
  const before = node.outputs.slice(1, 1 + count)
  const products = node.outputs[1 + count]!
  const zeros = initial.map(state => fillLike(state, 0))
  const { outputs } = apply('recurrenceGradient', [weight, ...zeros, g, ...sequences, ...before, products], {
    body: gradient,
  })
  const gProducts = outputs[sequences.length]!
  const gWeight = matmul(flattened(gProducts), flattened(before[0]!), { transposeA: true })
  return [gWeight, ...outputs.slice(sequences.length + 1), ...outputs.slice(0, sequences.length)]
}

/** All steps as rows: [T, B, H] -> [T · B, H]. */
function flattened(x: Tensor): Tensor {
  return reshape(x, [product(x.shape.slice(0, -1)), x.shape.at(-1)!])
}
