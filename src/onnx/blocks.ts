/**
 * Chains of elementwise operators over tensors that are larger than a cache, block by block.
 *
 * ONNX Runtime runs one operator after the other over whole tensors, so that a chain reads and writes all of them at each
 * link. As the body of a `Scan` over blocks it stays within the cache, and what is only passed on is never written out.
 * The same kernels see every element: not a bit changes.
 */
import { formatShape, type Node, type Op, type Shape, type Tensor } from '../graph/index.ts'
import { createEmitter, type EmittedPort, type Emitter } from './emitter.ts'
import { emitNodes } from './lowering.ts'

const elementwise: ReadonlySet<Op> = new Set([
  ...(['neg', 'exp', 'log', 'sqrt', 'reciprocal', 'abs', 'sign', 'square', 'pow'] as const),
  ...(['tanh', 'sigmoid', 'relu', 'silu', 'gelu', 'exactGelu', 'softplus', 'erf'] as const),
  ...(['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'where'] as const),
])

/** A smaller tensor is left whole: all that a chain over it needs fits into the last cache. */
const large = 4 * 2 ** 20

/** What a block of one tensor takes: half a dozen of them fit into the second cache of one core. */
const blockBytes = 3 * 2 ** 17

/** A loop that saves fewer readings and writings of a whole tensor costs more than it gains. */
const fewestSaved = 4

/** As `emitNodes`, with chains in blocks. @param results what must have a name in the end, whoever reads it */
export function emitInBlocks(
  emitter: Emitter,
  nodes: readonly Node[],
  names: Map<Tensor, string>,
  results: ReadonlySet<Tensor>,
): void {
  const readers = new Map<Tensor, Node[]>()
  for (const node of nodes) for (const input of node.inputs) readers.set(input, [...(readers.get(input) ?? []), node])
  const chainOf = new Map<Node, Chain>()
  for (const links of runsOfLinks(nodes)) {
    const own = new Set(links)
    const isSeen = (tensor: Tensor) =>
      results.has(tensor) || (readers.get(tensor) ?? []).some(reader => !own.has(reader))
    const chain = inBlocks(links, isSeen)
    if (chain !== undefined) for (const link of links) chainOf.set(link, chain)
  }
  for (const node of nodes) {
    const chain = chainOf.get(node)
    if (chain === undefined) emitNodes(emitter, [node], names)
    else if (node === chain.links.at(-1)) emitChain(emitter, chain, names)
  }
}

/** Elementwise operators of one shape in their order; nothing that comes before the last of them needs any of them. */
function runsOfLinks(nodes: readonly Node[]): Node[][] {
  const runs: Node[][] = []
  let run = new Set<Node>()
  for (const node of nodes) {
    const [first] = run
    const isNext = isLink(node) && (first === undefined || sameText(shapeOf(first), shapeOf(node)))
    if (isNext) run.add(node)
    else if (isLink(node) || node.inputs.some(input => run.has(input.node))) {
      runs.push([...run])
      run = new Set(isLink(node) ? [node] : [])
    }
  }
  return [...runs, [...run]]
}

const shapeOf = (node: Node): Shape => node.outputs[0]!.shape
const sameText = (a: Shape, b: Shape): boolean => formatShape(a) === formatShape(b)
const sizeOf = (shape: Shape): number => shape.reduce<number>((size, dim) => size * Number(dim), 1)

function isLink(node: Node): boolean {
  const shape = shapeOf(node)
  return (
    elementwise.has(node.op) &&
    4 * sizeOf(shape) > large && // not so of sizes that only the run knows
    node.inputs.every(input => partOf(input.shape, shape) !== undefined)
  )
}

/** What a block needs of an input: its own part of the elements or of the rows, or all of it. */
function partOf(shape: Shape, whole: Shape): 'elements' | 'rows' | 'all' | undefined {
  if (sameText(shape, whole)) return 'elements'
  if (sameText(shape, [...whole.slice(0, -1), 1])) return 'rows'
  return shape.length <= 1 ? 'all' : undefined
}

interface Chain {
  readonly links: readonly Node[]
  /** The shape of every link. */
  readonly shape: Shape
  /** What they read beside each other. */
  readonly given: readonly Tensor[]
  /** What others read of them. */
  readonly seen: readonly Tensor[]
  /** Number of blocks. */
  readonly count: number
  /** The shape of a block of a tensor that is not read whole. */
  readonly block: (tensor: Tensor) => number[]
}

/** How links become a loop; undefined where that is not worth it, or no number of blocks divides them well. */
function inBlocks(links: readonly Node[], isSeen: (tensor: Tensor) => boolean): Chain | undefined {
  if (links.length === 0) return undefined
  const shape = shapeOf(links[0]!)
  const made = new Set(links.map(node => node.outputs[0]!))
  const given = [...new Set(links.flatMap(node => node.inputs))].filter(tensor => !made.has(tensor))
  const seen = [...made].filter(isSeen)
  const isWhole = (tensor: Tensor) => sameText(tensor.shape, shape)
  const alone = links.reduce((sum, node) => sum + new Set(node.inputs.filter(isWhole)).size + 1, 0)
  if (alone - given.filter(isWhole).length - seen.length < fewestSaved) return undefined
  // Where no row or column is told from another, blocks need not consist of rows.
  const isFlat = given.every(tensor => partOf(tensor.shape, shape) === 'elements' || sizeOf(tensor.shape) === 1)
  const elements = sizeOf(shape)
  const width = isFlat ? 1 : Number(shape.at(-1))
  const count = blockCount(elements / width, elements)
  if (count === undefined) return undefined
  const rows = elements / width / count
  const block = (tensor: Tensor) => (isFlat ? [rows] : [rows, partOf(tensor.shape, shape) === 'rows' ? 1 : width])
  return { links, shape, given, seen, count, block }
}

/** In how many blocks, at least, so that each is small enough and all are alike. */
function blockCount(rows: number, elements: number): number | undefined {
  const least = Math.ceil((4 * elements) / blockBytes)
  for (let count = least; count <= 4 * least; count++) if (rows % count === 0) return count
  return undefined
}

function emitChain(
  emitter: Emitter,
  { links, shape, given, seen, count, block }: Chain,
  names: Map<Tensor, string>,
): void {
  const prefix = `${emitter.fresh()}.`
  const inner = createEmitter(emitter.target, prefix)
  const isSliced = (tensor: Tensor) => partOf(tensor.shape, shape) !== 'all'
  const sliced = given.filter(isSliced)
  const port = (tensor: Tensor, name: string): EmittedPort => ({ name, shape: block(tensor), dtype: tensor.dtype })
  const inputs = sliced.map((tensor, index) => port(tensor, `${prefix}in${index}`))
  const innerNames = new Map(given.map(tensor => [tensor, names.get(tensor)!]))
  for (const [index, tensor] of sliced.entries()) innerNames.set(tensor, inputs[index]!.name)
  emitNodes(inner, links, innerNames)
  const claimed = new Set<string>()
  const outputs = seen.map(tensor => {
    const value = innerNames.get(tensor)!
    const name = claimed.has(value) ? inner.copy(value) : value // each result of a loop needs a name of its own
    claimed.add(name)
    return port(tensor, name)
  })
  const captured = given.filter(tensor => !isSliced(tensor)).map(tensor => names.get(tensor)!)
  const body = { nodes: inner.nodes, constants: inner.constants, inputs, outputs, captured }

  emitter.enter(links[0]!.scope)
  const reshaped = (name: string, to: readonly number[]) => emitter.emit('Reshape', [name, emitter.integers(to)])[0]!
  const slices = sliced.map(tensor => reshaped(names.get(tensor)!, [count, ...block(tensor)]))
  const attributes = { body, num_scan_inputs: slices.length }
  const found = emitter.emit('Scan', slices, { attributes, outputs: outputs.length })
  for (const [index, tensor] of seen.entries()) names.set(tensor, reshaped(found[index]!, shape.map(Number)))
  emitter.enter('')
}
