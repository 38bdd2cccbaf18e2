import type { ConstantData, Dim, DType, Shape } from '../graph/index.ts'

/** Attribute values of an ONNX node. A number is a float if wrapped in {@link float}, otherwise an integer. */
export type AttributeValue =
  | number
  | readonly number[]
  | string
  | { readonly float: number }
  | EmittedConstant
  | EmittedBody

export const float = (value: number): AttributeValue => ({ float: value })

/** The body of a loop: a graph of its own, which may read values of the graph around it. */
export interface EmittedBody {
  readonly nodes: readonly EmittedNode[]
  readonly constants: ReadonlyMap<string, EmittedConstant>
  readonly inputs: readonly EmittedPort[]
  readonly outputs: readonly EmittedPort[]
  /** What it reads of the graph around it. */
  readonly captured: readonly string[]
}

export interface EmittedPort {
  readonly name: string
  readonly shape: Shape
  readonly dtype: DType
}

export interface EmittedNode {
  readonly op: string
  readonly domain: string
  /** Value names; replaced when an update is made to wait for its readers. */
  readonly inputs: string[]
  readonly outputs: string[]
  readonly attributes: Readonly<Record<string, AttributeValue>>
  /** The layer that the node belongs to. */
  readonly scope: string
}

export interface EmittedConstant {
  readonly data: ConstantData
  readonly dims: readonly number[]
  readonly dtype: DType
}

/** Everything that a node reads: its inputs, and what its body takes from around it. */
export function readsOf({ inputs, attributes }: EmittedNode): readonly string[] {
  const { body } = attributes
  return typeof body === 'object' && 'captured' in body ? [...inputs, ...body.captured] : inputs
}

/** Contributed operators of ONNX Runtime live in this domain. */
export const microsoft = 'com.microsoft'

/** What a graph is lowered for: kernels of one name differ here and there. */
export type Target = 'processor' | 'webgpu'

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, AttributeValue>>
  readonly domain?: string
  readonly outputs?: number
}

/** Collects the nodes and initialisers of one ONNX graph; equal nodes are emitted once. */
export interface Emitter {
  readonly target: Target
  readonly nodes: readonly EmittedNode[]
  readonly constants: ReadonlyMap<string, EmittedConstant>
  /** Adds a node (or finds an equal one) and names its outputs. */
  emit(op: string, inputs: readonly string[], options?: NodeOptions): readonly string[]
  /** A value of its own with the same elements, even if the same was copied before. */
  copy(value: string): string
  /** Adds an initialiser (or finds an equal one) and names it. */
  constant(value: EmittedConstant): string
  /** A one-dimensional int64 initialiser, as shapes and axes are. */
  integers(values: readonly number[]): string
  /** A float32 scalar. */
  scalar(value: number): string
  /** A name that nothing has. */
  fresh(): string
  /** Nodes emitted from here on belong to this layer. */
  enter(scope: string): void
  /** Moves every node to where its inputs are known, after edges were changed. */
  sort(): void
}

const smallConstant = 64

/** @param prefix of all names, so that those of a loop's body differ from those around it */
export function createEmitter(target: Target, prefix = ''): Emitter {
  let nodes: EmittedNode[] = []
  const constants = new Map<string, EmittedConstant>()
  const nodesByKey = new Map<string, readonly string[]>()
  const constantsByKey = new Map<string, string>()
  let scope = ''
  let count = 0

  const emitter: Emitter = {
    target,
    get nodes() {
      return nodes
    },
    constants,
    emit(op, inputs, options = {}) {
      const { attributes = {}, domain = '', outputs = 1 } = options
      const key = JSON.stringify([op, domain, inputs, outputs, attributes], jsonValue)
      const known = nodesByKey.get(key)
      if (known !== undefined) return known
      const names = Array.from({ length: outputs }, () => `${prefix}v${count++}`)
      nodes.push({ op, domain, inputs: [...inputs], outputs: [...names], attributes, scope })
      nodesByKey.set(key, names)
      return names
    },
    copy(value) {
      const name = `${prefix}v${count++}`
      nodes.push({ op: 'Identity', domain: '', inputs: [value], outputs: [name], attributes: {}, scope })
      return name
    },
    constant(value) {
      const key =
        value.data.length <= smallConstant
          ? JSON.stringify([value.dtype, value.dims, [...value.data]], jsonValue)
          : undefined
      const known = key === undefined ? undefined : constantsByKey.get(key)
      if (known !== undefined) return known
      const name = `${prefix}c${constants.size}`
      constants.set(name, value)
      if (key !== undefined) constantsByKey.set(key, name)
      return name
    },
    integers: values =>
      emitter.constant({ data: BigInt64Array.from(values.map(BigInt)), dims: [values.length], dtype: 'int64' }),
    scalar: value => emitter.constant({ data: Float32Array.of(value), dims: [], dtype: 'float32' }),
    fresh: () => `${prefix}v${count++}`,
    enter(name) {
      scope = name
    },
    sort() {
      nodes = topologicalOrder(nodes)
    },
  }
  return emitter
}

function jsonValue(_: string, value: unknown): unknown {
  if (value instanceof Map) return [...value]
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return Object.is(value, -0) ? '-0' : value
}

/** Keeps the given order except where a node reads what a later one makes. */
function topologicalOrder(nodes: readonly EmittedNode[]): EmittedNode[] {
  const producers = new Map(nodes.flatMap(node => node.outputs.map(output => [output, node] as const)))
  const placed = new Set<EmittedNode>()
  const order: EmittedNode[] = []
  for (const root of nodes) {
    const stack = [root]
    while (stack.length > 0) {
      const node = stack.at(-1)!
      const pending = readsOf(node).flatMap(input => {
        const producer = producers.get(input)
        return producer !== undefined && !placed.has(producer) ? [producer] : []
      })
      if (!placed.has(node) && pending.length > 0) {
        stack.push(...pending)
        continue
      }
      stack.pop()
      if (!placed.has(node)) {
        placed.add(node)
        order.push(node)
      }
    }
  }
  return order
}

/** The target of a Reshape: at most one dimension is left to be inferred, others may be copied from the same axis. */
export function reshapeTarget(from: readonly Dim[], to: readonly Dim[]): number[] | undefined {
  let inferred = 0
  const target = to.map((dim, axis) => {
    if (typeof dim === 'number') return dim
    if (from[axis] === dim && to.filter(other => typeof other === 'string').length > 1) return 0
    inferred += 1
    return -1
  })
  return inferred <= 1 ? target : undefined
}
