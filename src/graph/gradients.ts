import { msg } from '../errors/index.ts'
import { type GradientRule, gradientRules, zerosLike } from './gradient-rules.ts'
import { add, constant, scalarValue, scatterAdd } from './operators.ts'
import { formatShape, type Node, type Op, scope, shapeError, type Tensor } from './tensor.ts'

/**
 * d loss / d t for every tensor of `of`, by reverse accumulation (Griewank and Walther 2008, chapter 3).
 *
 * @param loss float32 of one element.
 * @returns one tensor per element of `of`, of the same shape; zeros where the loss does not depend on it.
 * @throws InstarError if the loss is not one float32, or a by-product of an operator lies on the way.
 */
export function gradients(loss: Tensor, of: readonly Tensor[]): Tensor[] {
  if (loss.dtype !== 'float32' || loss.shape.some(dim => dim !== 1))
    throw shapeError('gradients', msg`a loss of one float32`, `${loss.dtype} ${formatShape(loss.shape)}`)

  return pullback([[loss, constant(1, loss.shape as readonly number[])]], of)
}

/**
 * Σ gᵢ d yᵢ / d t for every tensor of `of`: what {@link gradients} is for one loss, for several tensors at once.
 *
 * @param cotangents pairs of a tensor y and a g of its shape
 */
export function pullback(cotangents: readonly (readonly [Tensor, Tensor])[], of: readonly Tensor[]): Tensor[] {
  const found = new Map<Tensor, Tensor>()
  for (const [y, g] of cotangents) found.set(y, found.has(y) ? add(found.get(y)!, g) : g)
  const path = nodesBetween(
    of,
    cotangents.map(([y]) => y),
  )
  for (const node of path.reverse()) {
    if (node.outputs.slice(1).some(byproduct => found.has(byproduct)))
      throw shapeError(
        'gradients',
        msg`a loss that uses only the first output of ${node.op}`,
        msg`one that uses another`,
      )
    const g = found.get(node.outputs[0]!)
    if (g === undefined) continue
    const rule = gradientRules[node.op] as GradientRule<Op>
    const name = node.scope === '' ? node.op : `${node.scope}.${node.op}`
    scope(`gradient of ${name}`, () => {
      const parts = rule(g, node)
      node.inputs.forEach((input, index) => {
        const part = parts[index]
        if (part === undefined) return
        const sum = found.get(input)
        found.set(input, sum === undefined ? part : accumulate(sum, part))
      })
    })
  }
  return of.map(tensor => found.get(tensor) ?? zerosLike(tensor))
}

/** a + b, adding rows straight into the other part where one is only a scatter into zeros (tied embeddings). */
function accumulate(a: Tensor, b: Tensor): Tensor {
  for (const [scattered, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const [target, ids, values] = scattered.node.inputs
    if (scattered.node.op === 'scatterAdd' && scalarValue(target!) === 0) return scatterAdd(other, ids!, values!)
  }
  return add(a, b)
}

/** The nodes through which `to` depends on any of `from`, inputs before users. */
function nodesBetween(from: readonly Tensor[], to: readonly Tensor[]): Node[] {
  const starts = new Set(from)
  const depends = new Map<Node, boolean>()
  const order: Node[] = []
  const stack: Node[] = to.map(({ node }) => node)
  while (stack.length > 0) {
    const node = stack.at(-1)!
    const pending = node.inputs.map(input => input.node).filter(source => !depends.has(source))
    if (depends.has(node)) {
      stack.pop()
    } else if (pending.length > 0) {
      stack.push(...pending)
    } else {
      const reached =
        node.outputs.some(tensor => starts.has(tensor)) || node.inputs.some(input => depends.get(input.node) === true)
      depends.set(node, reached)
      if (reached) order.push(node)
      stack.pop()
    }
  }
  return order
}
