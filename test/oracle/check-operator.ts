import * as g from '../../src/graph/index.ts'
import type { Device, HostTensor } from '../../src/runtime/index.ts'
import { type InputSpec, type Kind, valuesOf } from './values.ts'

/** What PyTorch found for a case. */
export interface Expected {
  readonly output: readonly number[]
  /** One per input; null where PyTorch has none. */
  readonly gradients: readonly (readonly number[] | null)[]
}

export interface CheckOptions {
  readonly inputs: readonly InputSpec[]
  readonly build: (...inputs: readonly g.Tensor[]) => g.Tensor
  /** Inputs without a gradient, besides those that are no floats. */
  readonly constants?: readonly number[]
  readonly differentiable?: boolean
  readonly expected?: Expected
  /** How many elements of each input are moved for finite differences (default 12). */
  readonly probes?: number
}

/** Values as what a program is fed with. */
export const feedOf: { readonly [K in Kind]: (values: readonly number[]) => HostTensor['data'] } = {
  wave: values => Float32Array.from(values),
  grid: values => Float32Array.from(values),
  positive: values => Float32Array.from(values),
  flag: values => Uint8Array.from(values),
  ids: values => Int32Array.from(values),
}
export const dtypeOf: { readonly [K in Kind]: g.DType } = {
  wave: 'float32',
  grid: 'float32',
  positive: 'float32',
  flag: 'bool',
  ids: 'int32',
}

/** The step of finite differences: rounding (1e-7 / step) and the fifth derivative (step⁴) both stay below 1e-4. */
const step = 1 / 64

/**
 * Compares an operator, or any composition of them, with the truth: its output and its gradients with PyTorch's where
 * those are given, and its gradients with finite differences of its own output.
 *
 * @returns the differences found, as sentences; none if all is well.
 */
export async function checkOperator(device: Device, options: CheckOptions): Promise<string[]> {
  const { inputs: specs, build, constants = [], differentiable = true, expected, probes = 12 } = options
  const kinds = specs.map(spec => spec.kind ?? 'wave')
  const inputs = specs.map((spec, index) => g.input(`x${index}`, spec.shape, dtypeOf[kinds[index]!]))
  const feeds: Record<string, HostTensor> = {}
  specs.forEach((spec, index) => {
    feeds[`x${index}`] = { shape: spec.shape, data: feedOf[kinds[index]!](valuesOf(spec, index)) }
  })
  const y = build(...inputs)
  const weights = valuesOf({ shape: y.shape as readonly number[] }, 99)
  const used = inputs.filter(x => reads(y, x))
  const differences: string[] = []

  const forward = await device.compile({ outputs: { y }, updates: new Map() })
  const run = async () => (await forward.run(Object.fromEntries(used.map(x => [nameOf(x), feeds[nameOf(x)]!])))).y!
  const output = await run()
  if (expected !== undefined) differences.push(...compare('output', output.data, expected.output, 2e-5))
  if (!differentiable) return differences

  const moved = inputs.flatMap((x, index) => (x.dtype === 'float32' && !constants.includes(index) ? [index] : []))
  if (moved.length === 0) return differences
  const loss = g.sum(g.mul(y, g.constant(Float32Array.from(weights), y.shape as readonly number[])))
  const found = g.gradients(
    loss,
    moved.map(index => inputs[index]!),
  )
  const backward = await device.compile({
    outputs: Object.fromEntries(moved.map((index, k) => [`d${index}`, found[k]!])),
    updates: new Map(),
  })
  const needed = inputs.filter(x => found.some(gradient => reads(gradient, x)))
  const gradients = await backward.run(Object.fromEntries(needed.map(x => [nameOf(x), feeds[nameOf(x)]!])))

  for (const index of moved) {
    const gradient = gradients[`d${index}`]!.data as Float32Array
    const torch = expected?.gradients[index]
    if (torch) differences.push(...compare(`gradient ${index}`, gradient, torch, 5e-5))
    if (y.node.op === 'stopGradient' || containsStop(y)) continue // differences see through what gradients must not
    const data = feeds[`x${index}`]!.data as Float32Array
    const scale = Math.max(1, ...gradient.map(Math.abs))
    const stride = Math.max(1, Math.floor(data.length / probes))
    for (let i = 0; i < data.length; i += stride) {
      const original = data[i]!
      const at = async (offset: number) => {
        data[i] = original + offset
        return dot(used.includes(inputs[index]!) ? (await run()).data : output.data, weights)
      }
      const near = (await at(step)) - (await at(-step))
      const far = (await at(2 * step)) - (await at(-2 * step))
      data[i] = original
      const slope = (8 * near - far) / (12 * step)
      if (!(Math.abs(slope - gradient[i]!) <= 1e-3 * scale))
        differences.push(`gradient ${index}[${i}]: expected ${slope} by differences, found ${gradient[i]}`)
    }
  }
  return differences
}

function compare(
  what: string,
  found: ArrayLike<number | bigint>,
  expected: readonly number[],
  tolerance: number,
): string[] {
  if (found.length !== expected.length) return [`${what}: expected ${expected.length} elements, found ${found.length}`]
  const scale = Math.max(1, ...expected.map(Math.abs))
  const wrong = expected.findIndex((value, i) => !(Math.abs(value - Number(found[i])) <= tolerance * scale))
  return wrong < 0 ? [] : [`${what}[${wrong}]: expected ${expected[wrong]}, found ${found[wrong]}`]
}

function dot(values: ArrayLike<number | bigint>, weights: readonly number[]): number {
  return weights.reduce((total, weight, i) => total + weight * Number(values[i]), 0)
}

function nameOf(x: g.Tensor): string {
  return (x.node as g.Node<'input'>).attributes.name
}

/** The nodes that a tensor is made of. */
export function nodesOf(tensor: g.Tensor): Set<g.Node> {
  const found = new Set([tensor.node])
  for (const node of found) for (const input of node.inputs) found.add(input.node)
  return found
}

const reads = (tensor: g.Tensor, input: g.Tensor): boolean => nodesOf(tensor).has(input.node)

const containsStop = (tensor: g.Tensor): boolean => [...nodesOf(tensor)].some(node => node.op === 'stopGradient')
