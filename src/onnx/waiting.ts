import { InstarError, msg } from '../errors/index.ts'
import { type EmittedNode, type Emitter, readsOf } from './emitter.ts'

/**
 * Updates are written over their parameters, and ONNX Runtime does not know that the two buffers are one: it may run an
 * update before the last reader of the old value. So every reader must be an ancestor of the update. Where the graph
 * does not say so by itself, a scalar on the way to the update (the learning rate, say) is made to wait for the reader.
 */
export interface Update {
  readonly state: string
  readonly value: string
}

/** Outputs that share the memory of their first input. */
export const views = new Set(['Reshape', 'Identity', 'Squeeze', 'Unsqueeze', 'Flatten'])

/** May write each element over the same element of an input of equal shape. */
const elementwise = new Set(['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Where', 'Neg', 'Abs', 'Sqrt'])

/** Writes its cache in place by design. */
const inPlace = new Set(['GroupQueryAttention'])

class Edges {
  readonly producers = new Map<string, EmittedNode>()
  readonly consumers = new Map<string, EmittedNode[]>()

  constructor(nodes: readonly EmittedNode[]) {
    for (const node of nodes) {
      for (const output of node.outputs) this.producers.set(output, node)
      for (const input of new Set(readsOf(node))) {
        const list = this.consumers.get(input)
        if (list === undefined) this.consumers.set(input, [node])
        else list.push(node)
      }
    }
  }

  /** The node itself and all that it depends on, nearest first. */
  ancestors(from: readonly EmittedNode[]): Set<EmittedNode> {
    const found = new Set(from)
    for (const node of found) {
      for (const input of readsOf(node)) {
        const producer = this.producers.get(input)
        if (producer !== undefined) found.add(producer)
      }
    }
    return found
  }

  /** The nodes that read the memory of a value, through views too. */
  readers(value: string): EmittedNode[] {
    const found: EmittedNode[] = []
    const names = new Set([value])
    for (const name of names) {
      for (const node of this.consumers.get(name) ?? []) {
        if (views.has(node.op) && node.inputs[0] === name) names.add(node.outputs[0]!)
        if (!views.has(node.op) || node.op === 'Identity') found.push(node)
      }
    }
    return found
  }
}

/** Readers of `state` that the update does not depend on. */
function unorderedReaders(edges: Edges, update: Update): EmittedNode[] {
  const before = edges.ancestors([edges.producers.get(update.value)!])
  return edges.readers(update.state).filter(reader => !before.has(reader))
}

/**
 * Orders all updates after the readers of what they overwrite and returns them, some with a new value name.
 *
 * @param isScalar whether a value is a float32 of exactly one element.
 * @throws InstarError if a reader needs the new value, so that no order exists.
 */
export function orderUpdates(
  emitter: Emitter,
  updates: readonly Update[],
  isScalar: (value: string) => boolean,
): Update[] {
  let edges = new Edges(emitter.nodes)
  const ordered = updates.map(update => {
    const last = edges.producers.get(update.value)!
    const missing = unorderedReaders(edges, update)
    const safe = inPlace.has(last.op) || elementwise.has(last.op) || !edges.readers(update.state).includes(last)
    if (missing.length === 0 && safe) return update
    const waiting = wait(emitter, edges, update, missing, safe, isScalar)
    emitter.sort()
    edges = new Edges(emitter.nodes)
    return waiting
  })
  for (const update of ordered) {
    const left = unorderedReaders(edges, update)
    if (left.length > 0)
      throw new InstarError(msg`Expected every reader of ${update.state} before its update, found ${describe(left)}`)
  }
  return ordered
}

function wait(
  emitter: Emitter,
  edges: Edges,
  update: Update,
  missing: readonly EmittedNode[],
  safe: boolean,
  isScalar: (value: string) => boolean,
): Update {
  const last = edges.producers.get(update.value)!
  const beforeReaders = edges.ancestors(missing)
  if (beforeReaders.has(last))
    throw new InstarError(
      msg`Expected readers of ${update.state} to need its old value only, found one that needs the new value too: ${describe(missing)}`,
    )
  const others = [...missing, ...(safe ? [] : [last])].map(({ outputs }) => outputs[0]!)
  const choose = (value: string) => afterAll(emitter, value, others)
  if (!safe) return { ...update, value: choose(update.value) }
  for (const node of edges.ancestors([last])) {
    const index = beforeReaders.has(node) ? -1 : node.inputs.findIndex(isScalar)
    if (index < 0) continue
    node.inputs[index] = choose(node.inputs[index]!)
    return update
  }
  return { ...update, value: choose(update.value) }
}

/** The same value, for which ONNX Runtime has to compute others first. */
export function afterAll(emitter: Emitter, value: string, others: readonly string[]): string {
  const signals = others.map(other => firstElement(emitter, other))
  const signal = signals.reduce((a, b) => emitter.emit('Or', [a, b])[0]!)
  // Whatever the signal says, the same value is chosen; but the signal must have been computed.
  return emitter.emit('Where', [signal, value, value])[0]!
}

/** A boolean made of the first element of a value. */
function firstElement(emitter: Emitter, value: string): string {
  const flat = emitter.emit('Reshape', [value, emitter.integers([-1])])[0]!
  const zero = emitter.constant({ data: BigInt64Array.of(0n), dims: [], dtype: 'int64' })
  const first = emitter.emit('Gather', [flat, zero], { attributes: { axis: 0 } })[0]!
  return emitter.emit('Cast', [first], { attributes: { to: 9 } })[0]!
}

function describe(nodes: readonly EmittedNode[]): string {
  return nodes.map(node => `${node.op}${node.scope === '' ? '' : ` (in ${node.scope})`}`).join(', ')
}
