import { InstarError, msg } from '../errors/index.ts'
import { type DType, formatShape, type Graph, type Node, type Shape, type Tensor } from '../graph/index.ts'
import { emitInBlocks } from './blocks.ts'
import { createEmitter, type Emitter, type Target } from './emitter.ts'
import { emitNodes, nodesOf, valueName } from './lowering.ts'
import { encode } from './protobuf.ts'
import { orderUpdates, type Update, views } from './waiting.ts'

/** A value that a program takes or gives, under the name that the user gave it. */
export interface Port {
  readonly name: string
  readonly shape: Shape
  readonly dtype: DType
}

/** What a graph takes and gives, for whoever runs it. */
export interface Signature {
  readonly inputs: readonly Port[]
  /** Every parameter that is read or updated, in a fixed order. */
  readonly states: readonly Port[]
  readonly outputs: readonly Port[]
  /** Names of the parameters that are updated. */
  readonly updates: readonly string[]
}

/** A lowered graph; `results` gives values their final names. */
export interface Lowered {
  readonly emitter: Emitter
  readonly signature: Signature
  readonly results: ReadonlyMap<string, string>
}

/** The ONNX model of a graph. Equal graphs give equal bytes, on every machine and in every process. */
export function toOnnx(graph: Graph, target: Target = 'processor'): Uint8Array<ArrayBuffer> {
  return encode(lower(graph, target), true)
}

/** The inputs, parameters, outputs and updates of a graph. */
export function signatureOf(graph: Graph): Signature {
  const leaves = reachable(graph).filter(node => node.op === 'input' || node.op === 'parameter')
  const port = (node: Node): Port => ({
    name: (node.attributes as { name: string }).name,
    shape: node.outputs[0]!.shape,
    dtype: node.outputs[0]!.dtype,
  })
  return {
    inputs: unique('input', leaves.filter(node => node.op === 'input').map(port)),
    states: unique('parameter', leaves.filter(node => node.op === 'parameter').map(port)),
    outputs: Object.entries(graph.outputs).map(([name, { shape, dtype }]) => ({ name, shape, dtype })),
    updates: [...graph.updates.keys()].map(parameterName),
  }
}

/** SHA-256 of the emitted graph without the names of layers: equal if and only if the same nodes run. */
export async function graphHash(graph: Graph): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', encode(lower(graph, 'processor'), false))
  return Array.from(new Uint8Array(hash), byte => byte.toString(16).padStart(2, '0')).join('')
}

/** Equal leaves may be made more than once; two of one name must not differ. */
function unique(kind: string, ports: readonly Port[]): Port[] {
  const byName = new Map<string, Port>()
  for (const port of ports) {
    const other = byName.get(port.name)
    const text = (p: Port) => `${p.dtype} [${p.shape.join(', ')}]`
    if (other !== undefined && text(other) !== text(port))
      throw new InstarError(msg`Expected one ${kind} named ${port.name}, found ${text(other)} and ${text(port)}`)
    if (other === undefined) byName.set(port.name, port)
  }
  return [...byName.values()]
}

function parameterName(tensor: Tensor): string {
  if (tensor.node.op !== 'parameter')
    throw new InstarError(msg`Expected a parameter to update, found ${tensor.node.op}`)
  return (tensor.node as Node<'parameter'>).attributes.name
}

/** Every node that the outputs and updates depend on, in the order in which they were made. */
function reachable(graph: Graph): Node[] {
  return nodesOf([...Object.values(graph.outputs), ...graph.updates.values(), ...graph.updates.keys()])
}

/** Lowers a graph without encoding it. */
function lower(graph: Graph, target: Target): Lowered {
  const signature = signatureOf(graph)
  const emitter = createEmitter(target)
  const names = new Map<Tensor, string>()
  const scalars = new Set<string>()
  const results = new Set([...Object.values(graph.outputs), ...graph.updates.values()])
  if (target === 'processor') emitInBlocks(emitter, reachable(graph), names, results)
  else emitNodes(emitter, reachable(graph), names)
  for (const [{ dtype, shape }, name] of names)
    if (dtype === 'float32' && shape.every(dim => dim === 1)) scalars.add(name)
  return { emitter, signature, results: nameResults(graph, emitter, names, scalars) }
}

/**
 * Final names for outputs and updates: from the value that holds the result to the name that the program gives it. A
 * value that already has a name, or that nothing computes, is copied.
 */
function nameResults(
  graph: Graph,
  emitter: Emitter,
  names: ReadonlyMap<Tensor, string>,
  scalars: ReadonlySet<string>,
): Map<string, string> {
  const claimed = new Set<string>()
  const own = (value: string): string => {
    const producer = emitter.nodes.find(node => node.outputs.includes(value))
    const result = producer === undefined || views.has(producer.op) || claimed.has(value) ? emitter.copy(value) : value
    claimed.add(result)
    return result
  }
  const updates: Update[] = [...graph.updates].map(([parameter, tensor]) => {
    checkUpdate(parameter, tensor)
    return { state: valueName.state(parameterName(parameter)), value: own(names.get(tensor)!) }
  })
  const outputs = Object.entries(graph.outputs).map(
    ([name, tensor]) => [own(names.get(tensor)!), valueName.output(name)] as const,
  )
  const ordered = orderUpdates(emitter, updates, value => scalars.has(value))
  return new Map([
    ...outputs,
    ...ordered.map(({ state, value }) => [value, valueName.next(state.slice(valueName.state('').length))] as const),
  ])
}

function checkUpdate(parameter: Tensor, value: Tensor): void {
  const text = ({ dtype, shape }: Tensor) => `${dtype} ${formatShape(shape)}`
  if (text(parameter) !== text(value))
    throw new InstarError(
      msg`Expected ${text(parameter)} as update of ${parameterName(parameter)}, found ${text(value)}`,
    )
}
