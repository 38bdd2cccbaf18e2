import type { Graph, Node, Tensor } from '../../src/graph/index.ts'

/**
 * Floating-point operations of the matrix products of a graph, 2 M N K each, attention's included: what a share of the
 * machine's rate is a share of. Everything else a step does counts nothing.
 */
export function productOperations(graph: Graph): number {
  const nodes = new Set<Node>([...Object.values(graph.outputs), ...graph.updates.values()].map(({ node }) => node))
  for (const node of nodes) for (const { node: source } of node.inputs) nodes.add(source)
  let operations = 0
  for (const { op, inputs, outputs, attributes } of nodes) {
    const [first, second] = inputs
    if (op === 'matmul' || op === 'quantizedMatmul') {
      const inner = first!.shape.at((attributes as { transposeA: boolean }).transposeA ? -2 : -1)
      operations += 2 * size(outputs[0]!) * Number(inner)
    } else if (op === 'attention') {
      // Scores and what is read by them: both of them one product of [T, S] by the width of a head.
      operations += 2 * 2 * size(outputs[0]!) * Number(second!.shape.at(-2))
    }
  }
  return operations
}

const size = ({ shape }: Tensor) => shape.reduce<number>((product, dim) => product * Number(dim), 1)
