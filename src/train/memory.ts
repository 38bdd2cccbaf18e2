import { freemem } from 'node:os'
import { InstarError, msg } from '../errors/index.ts'
import type { Graph, Node, Op, Tensor } from '../graph/index.ts'

/** What a training takes of the machine's memory, in bytes. */
export interface MemoryPlan {
  /** Weights. */
  readonly parameters: number
  /** What is kept beside them: moments, averages, sums of gradients. */
  readonly state: number
  /** The most that is alive at once between the first layer and the last update; see {@link peakActivations}. */
  readonly activations: number
}

/** Node, the engine's code and what they hold whatever the model. */
const processBytes = 150 * 2 ** 20

/** What ONNX Runtime takes for activations, over what is alive at once: it grows its memory in steps and keeps it. */
const arenaGrowth = 1.35

/**
 * What a plan comes to, with one copy of the state: that of a checkpoint while it is written. The peaks of five models of
 * 0.8 to 124 million parameters were 0.98 to 1.16 of this.
 */
function totalBytes({ parameters, state, activations }: MemoryPlan): number {
  return processBytes + 2 * (parameters + state) + arenaGrowth * activations
}

/**
 * Refuses a training that cannot fit, before it begins.
 *
 * @param available bytes that are free for it; asked of the system unless given
 * @throws InstarError with the estimate and its parts.
 */
export function expectEnoughMemory(plan: MemoryPlan, available = availableMemory()): void {
  const total = totalBytes(plan)
  if (total <= available) return
  const size = (bytes: number) => `${(bytes / 2 ** 30).toFixed(bytes < 2 ** 30 ? 2 : 1)} GB`
  throw new InstarError(
    msg`Expected about ${size(total)} of memory for this training (weights ${size(plan.parameters)}, optimizer
      ${size(plan.state)}, activations ${size(arenaGrowth * plan.activations)}, the rest copies), but only ${size(available)} are free.
      Close other programs, or set a smaller batchSize, a larger gradientAccumulation, recompute: true or a smaller model`,
  )
}

/** Operators whose result is their first input's memory. */
const views: ReadonlySet<Op> = new Set(['reshape', 'stopGradient', 'withGradient'])

/** Operators that may write over an operand that nobody reads later. */
const elementwise: ReadonlySet<Op> = new Set([
  'neg',
  'exp',
  'log',
  'sqrt',
  'reciprocal',
  'abs',
  'sign',
  'tanh',
  'sigmoid',
  'relu',
  'erf',
  'add',
  'sub',
  'mul',
  'div',
  'maximum',
  'minimum',
])

/**
 * The most bytes of intermediate values that are alive at once when a graph's nodes run in the order in which they were
 * made. New values of state take none: they are written over the old ones.
 */
export function peakActivations(graph: Graph): number {
  const ends = [...Object.values(graph.outputs), ...graph.updates.values()]
  const found = new Set<Node>(ends.map(({ node }) => node))
  for (const node of found) for (const { node: source } of node.inputs) found.add(source)
  const nodes = [...found].sort((a, b) => a.id - b.id)

  const memoryOf = new Map<Tensor, Tensor>()
  const owner = (tensor: Tensor): Tensor => memoryOf.get(tensor) ?? tensor
  for (const { op, inputs, outputs } of nodes) if (views.has(op)) memoryOf.set(outputs[0]!, owner(inputs[0]!))
  const readers = new Map<Tensor, number>()
  for (const { op, inputs } of nodes)
    if (!views.has(op)) for (const tensor of inputs) readers.set(owner(tensor), (readers.get(owner(tensor)) ?? 0) + 1)
  const updates = new Set([...graph.updates.values()].map(owner))
  for (const output of Object.values(graph.outputs)) readers.set(owner(output), Number.POSITIVE_INFINITY)

  const isLeaf = ({ node: { op } }: Tensor) => op === 'input' || op === 'parameter' || op === 'constant'
  const bytes = (tensor: Tensor) => (isLeaf(tensor) || updates.has(tensor) ? 0 : sizeOf(tensor))
  let alive = 0
  let peak = 0
  for (const node of nodes) {
    const { op, inputs, outputs } = node
    if (views.has(op)) continue
    const made = outputs.filter(output => readers.has(output) || output.index === 0)
    const last = [...new Set(inputs.map(owner))].filter(tensor => {
      readers.set(tensor, readers.get(tensor)! - inputs.filter(input => owner(input) === tensor).length)
      return readers.get(tensor) === 0
    })
    const freed = last.reduce((sum, tensor) => sum + bytes(tensor), 0)
    const taken = made.reduce((sum, tensor) => sum + bytes(tensor), 0)
    const isReused = elementwise.has(op) && last.some(tensor => bytes(tensor) === taken)
    peak = Math.max(peak, alive + (isReused ? 0 : taken) + scratch(node))
    alive += taken - freed
  }
  return peak
}

/** What one operator needs beside its results, where that is much. */
function scratch({ op, inputs, outputs }: Node): number {
  if (op === 'logSoftmax' || op === 'softmax') return sizeOf(outputs[0]!)
  // Both operands scaled, and as bytes.
  return op === 'quantizedMatmul' ? 1.25 * (sizeOf(inputs[0]!) + sizeOf(inputs[1]!)) : 0
}

const elementBytes = { float32: 4, int32: 4, int64: 8, bool: 1 } as const

function sizeOf({ shape, dtype }: Tensor): number {
  return shape.reduce<number>((size, dim) => size * (typeof dim === 'number' ? dim : 1), elementBytes[dtype])
}

/** Bytes that this process can still take: what the system has free, or what is left of a container's limit. */
function availableMemory(): number {
  const limit = process.constrainedMemory()
  return Math.min(freemem(), limit > 0 ? limit - process.memoryUsage.rss() : Number.POSITIVE_INFINITY)
}
