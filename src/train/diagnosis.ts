import { cast, concat, equal, type Graph, mul, type Node, reshape, sum, type Tensor } from '../graph/index.ts'
import { updateScopes } from '../optim/index.ts'
import type { Device, HostTensor } from '../runtime/index.ts'

/** A place of a graph whose values are no longer all finite. */
export interface NonFinite {
  /** `layers.2.mlp`, `gradient of layers.2.mlp.matmul`; the name of the state where that was so before the step. */
  readonly where: string
  /** The operator that made the first such value there. */
  readonly operator: string
}

/**
 * Runs what a program computes once more, without writing anything, and finds where the first value appears that is NaN
 * or infinite: in the state it began with, else in the first layer (or gradient of one) that ends with such a value.
 * Infinities that a layer makes and hides again, as masks do, are none.
 *
 * @returns undefined where all is finite
 */
export async function firstNonFinite(
  device: Device,
  graph: Graph,
  feeds: Readonly<Record<string, HostTensor>>,
): Promise<NonFinite | undefined> {
  const watched = nodesOf([...Object.values(graph.outputs), ...graph.updates.values()])
    .filter(({ op, scope }) => op === 'parameter' || (isOfModel(scope) && op !== 'constant' && op !== 'input'))
    .map(node => node.outputs[0]!)
    .filter(({ dtype }) => dtype === 'float32')
  if (watched.length === 0) return undefined
  const flags = concat(watched.map(finiteFlag), 0)
  const inputs = nodesOf([flags]).filter(({ op }) => op === 'input') as Node<'input'>[]
  const program = await device.compile({ outputs: { flags }, updates: new Map() })
  try {
    const names = inputs.map(({ attributes }) => attributes.name)
    const found = await program.run(Object.fromEntries(names.map(name => [name, feeds[name]!])))
    return firstPlace(watched, new Set(watched.filter((_, index) => found.flags!.data[index] === 0)))
  } finally {
    await program.release()
  }
}

/** Forward or backward: what comes after would be no better than that. */
const isOfModel = (scope: string) => scope !== '' && !updateScopes.has(scope)

/** Everything that tensors are computed from, in the order in which it was made. */
function nodesOf(tensors: readonly Tensor[]): Node[] {
  const nodes = new Set(tensors.map(({ node }) => node))
  for (const node of nodes) for (const { node: source } of node.inputs) nodes.add(source)
  return [...nodes].sort((a, b) => a.id - b.id)
}

/** float32 [1]: 1 where no element is NaN or infinite. */
function finiteFlag(x: Tensor): Tensor {
  // 0 · x is 0 for every finite x and NaN for all else, and a sum keeps a NaN; a maximum might not.
  return cast(reshape(equal(sum(mul(x, 0)), 0), [1]), 'float32')
}

function firstPlace(watched: readonly Tensor[], bad: ReadonlySet<Tensor>): NonFinite | undefined {
  const state = watched.find(tensor => tensor.node.op === 'parameter' && bad.has(tensor))
  if (state) return { where: (state.node as Node<'parameter'>).attributes.name, operator: 'parameter' }
  const ends = new Map(watched.map(tensor => [tensor.node.scope, tensor]))
  const where = [...ends].find(([, end]) => bad.has(end))?.[0]
  if (where === undefined) return undefined
  const first = watched.find(tensor => tensor.node.scope === where && bad.has(tensor))!
  return { where, operator: first.node.op }
}
