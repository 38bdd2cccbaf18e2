import { add, concat, div, mul, parameter, reshape, slice, sqrt, square, sub, type Tensor } from '../graph/index.ts'
import { type ParameterRole, type ParameterSpecs, type Parameters, parameterNamed } from '../nn/index.ts'
import {
  afterDecay,
  decayedRoles,
  type LearningRates,
  learningRateOf,
  type Optimizer,
  type WeightDecay,
  zeros,
} from './optimizer.ts'

/** The decay is 0.1 unless given. */
export interface AdamWOptions extends WeightDecay {
  /** Default 3e-4. */
  readonly learningRate?: LearningRates
  /** Decay of the mean of gradients (default 0.9). */
  readonly beta1?: number
  /** Decay of the mean of squared gradients (default 0.95). */
  readonly beta2?: number
  /** Default 1e-8. */
  readonly epsilon?: number
}

const moment1 = (name: string) => `optimizer.moment1.${name}`
const moment2 = (name: string) => `optimizer.moment2.${name}`
const correction1 = 'optimizer.correction1'
const correction2 = 'optimizer.correction2'

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2).
 * Short parameters of one role share their moments; see {@link together}.
 */
export function adamw(options: AdamWOptions = {}): Optimizer {
  return adamwOf(options, together)
}

/** The same with moments for every parameter alone: to the same bits, in more and smaller operators. */
export function adamwApart(options: AdamWOptions = {}): Optimizer {
  return adamwOf(options, apart)
}

function adamwOf(options: AdamWOptions, groupsOf: (specs: ParameterSpecs) => Group[]): Optimizer {
  const { learningRate = 3e-4, beta1 = 0.9, beta2 = 0.95, epsilon = 1e-8 } = options
  const { weightDecay = 0.1, decayed = decayedRoles } = options
  return {
    name: 'adamw',
    state(specs: ParameterSpecs): ParameterSpecs {
      const moments = groupsOf(specs).flatMap(({ name, shape }) => [
        [moment1(name), zeros(shape)] as const,
        [moment2(name), zeros(shape)] as const,
      ])
      return Object.fromEntries([...moments, [correction1, zeros([])], [correction2, zeros([])]])
    },
    updates({ specs, parameters, gradients, gradientScale, rate }) {
      const updates = new Map<Tensor, Tensor>()
      // A mean that starts at 0 and decays by beta: the mean of the constant 1 is then 1 - betaᵗ, which is Adam's
      // correction at step t, to full precision and without counting steps.
      const correction = (name: string, beta: number) => {
        const state = parameter(name, [])
        const next = add(mul(state, beta), 1 - beta)
        updates.set(state, next)
        return next
      }
      const first = correction(correction1, beta1)
      const root = sqrt(correction(correction2, beta2))
      // rate · (m / first) / (sqrt(v) / root + epsilon), with the scalars drawn together
      const step = mul(rate, div(root, first))
      const smallest = mul(root, epsilon)
      const scale1 = mul(gradientScale, 1 - beta1)
      const scale2 = mul(square(gradientScale), 1 - beta2)
      for (const { name, shape, role, members } of groupsOf(specs)) {
        const gradient = members.length === 1 ? parameterNamed(gradients, name) : joined(members, gradients)
        const [m, v] = [parameter(moment1(name), shape), parameter(moment2(name), shape)]
        const nextM = add(mul(m, beta1), mul(gradient, scale1))
        const nextV = add(mul(v, beta2), mul(square(gradient), scale2))
        const speed = learningRateOf(learningRate, role)
        const values = members.map(member => parameterNamed(parameters, member))
        const decay = decayed.includes(role) ? weightDecay * speed : 0
        const kept = values.map(value => afterDecay(value, rate, decay))
        const change = mul(div(nextM, add(sqrt(nextV), smallest)), mul(step, speed))
        updates.set(m, nextM).set(v, nextV)
        let start = 0
        for (const [index, value] of values.entries()) {
          const end = start + elements(value.shape as readonly number[])
          const own = members.length === 1 ? change : reshape(slice(change, 0, start, end), value.shape)
          updates.set(value, sub(kept[index]!, own))
          start = end
        }
      }
      return updates
    },
  }
}

/** Parameters that are updated as one. */
interface Group {
  /** Of the only member, or of the role. */
  readonly name: string
  readonly shape: readonly number[]
  readonly role: ParameterRole
  readonly members: readonly string[]
}

function apart(specs: ParameterSpecs): Group[] {
  return Object.entries(specs).map(([name, { shape, role }]) => ({ name, shape, role, members: [name] }))
}

/** A parameter of more values than this is worth an operator of its own. */
const short = 4096

/**
 * Gains and biases are many and short: to start an operator on one of them costs more than to compute it. Those of one
 * role are updated together, in one flat state, which gives every value the same bits as alone.
 */
function together(specs: ParameterSpecs): Group[] {
  const groups = apart(specs)
  const isShort = ({ shape }: Group) => elements(shape) <= short
  const roles = new Set(groups.filter(isShort).map(({ role }) => role))
  return [
    ...groups.filter(group => !isShort(group)),
    ...[...roles].flatMap(role => {
      const same = groups.filter(group => isShort(group) && group.role === role)
      if (same.length === 1) return same
      const total = same.reduce((sum, { shape }) => sum + elements(shape), 0)
      return [{ name: `all ${role}`, shape: [total], role, members: same.map(({ name }) => name) }]
    }),
  ]
}

function joined(members: readonly string[], gradients: Parameters): Tensor {
  const flat = members.map(name => parameterNamed(gradients, name))
  return concat(
    flat.map(gradient => reshape(gradient, [elements(gradient.shape as readonly number[])])),
    0,
  )
}

const elements = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1)
