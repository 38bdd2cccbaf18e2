/** Legend: N matrices of one shape, R rows (the smaller side), C columns. */
import {
  add,
  concat,
  constant,
  div,
  matmul,
  mul,
  parameter,
  reshape,
  slice,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  transpose,
} from '../graph/index.ts'
import { type ParameterSpecs, parameterNamed } from '../nn/index.ts'
import { type AdamWOptions, adamwApart } from './adamw.ts'
import {
  afterDecay,
  type LearningRates,
  learningRateOf,
  type Optimizer,
  type OptimizerStep,
  withRole,
  zeros,
} from './optimizer.ts'

export interface MuonOptions {
  /** Of matrices (default 0.02), times sqrt(max(1, out / in)). */
  readonly learningRate?: LearningRates
  /** Default 0.95, in Nesterov's form. */
  readonly momentum?: number
  /** Decoupled decay of matrices (default 0). */
  readonly weightDecay?: number
  /** Iterations of Newton and Schulz (default 5). */
  readonly iterations?: number
  /** For everything that is no matrix; default rates 0.009 embedding, 0.003 all else, without decay. */
  readonly adamw?: AdamWOptions
}

const momentumName = (name: string) => `optimizer.momentum.${name}`

/**
 * Muon: momentum made orthogonal (Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks") for
 * matrices of rank 2; AdamW for embeddings, head, norms and biases.
 */
export function muon(options: MuonOptions = {}): Optimizer {
  const rest = adamwApart({ learningRate: { default: 0.003, embedding: 0.009 }, weightDecay: 0, ...options.adamw })
  const isMatrix = (specs: ParameterSpecs) => withRole(specs, role => role === 'matrix')
  const isOther = (specs: ParameterSpecs) => withRole(specs, role => role !== 'matrix')
  return {
    name: 'muon',
    state(specs) {
      const momenta = Object.entries(isMatrix(specs)).map(([name, { shape }]) => [momentumName(name), zeros(shape)])
      return { ...Object.fromEntries(momenta), ...rest.state(isOther(specs)) }
    },
    updates(step) {
      const updates = rest.updates({ ...step, specs: isOther(step.specs) })
      for (const [parameter, next] of matrixUpdates({ ...step, specs: isMatrix(step.specs) }, options))
        updates.set(parameter, next)
      return updates
    },
  }
}

/** Matrices whose smaller and larger sides agree are orthogonalised together. */
function matrixUpdates(step: OptimizerStep, options: MuonOptions): Map<Tensor, Tensor> {
  const { learningRate = 0.02, momentum = 0.95, weightDecay = 0, iterations = 5 } = options
  const { specs, parameters, gradients, gradientScale, rate } = step
  const updates = new Map<Tensor, Tensor>()
  const scale = mul(gradientScale, 1 - momentum)
  for (const group of groupsOfOneShape(specs)) {
    const directions = group.map(({ name, rows, columns }) => {
      const state = parameter(momentumName(name), specs[name]!.shape)
      const scaled = mul(parameterNamed(gradients, name), scale)
      const next = add(mul(state, momentum), scaled)
      updates.set(state, next)
      // Nesterov: look one step ahead along the new momentum
      const direction = add(mul(next, momentum), scaled)
      const upright = specs[name]!.shape[0] === rows ? direction : transpose(direction, [1, 0])
      return reshape(upright, [1, rows, columns])
    })
    const orthogonal_NRC = orthogonalise(concat(directions, 0), iterations)
    group.forEach(({ name, rows, columns }, index) => {
      const { shape, role } = specs[name]!
      const [out, from] = shape as readonly [number, number]
      const value = parameterNamed(parameters, name)
      const flat = reshape(slice(orthogonal_NRC, 0, index, index + 1), [rows, columns])
      const direction = out === rows ? flat : transpose(flat, [1, 0])
      const speed = learningRateOf(learningRate, role)
      const kept = afterDecay(value, rate, weightDecay * speed)
      updates.set(value, sub(kept, mul(direction, mul(rate, speed * Math.sqrt(Math.max(1, out / from))))))
    })
  }
  return updates
}

interface Oriented {
  readonly name: string
  readonly rows: number
  readonly columns: number
}

function groupsOfOneShape(specs: ParameterSpecs): Oriented[][] {
  const groups = new Map<string, Oriented[]>()
  for (const [name, { shape }] of Object.entries(specs)) {
    const [rows, columns] = [Math.min(...shape), Math.max(...shape)]
    const key = `${rows},${columns}`
    groups.set(key, [...(groups.get(key) ?? []), { name, rows, columns }])
  }
  return [...groups.values()]
}

/** Chosen for the steepest rise at 0; they bring singular values near 1, not to 1 (Jordan et al. 2024). */
const [linearTerm, cubicTerm, quinticTerm] = [3.4445, -4.775, 2.0315] as const

/**
 * The nearest matrices with orthonormal rows, by the quintic iteration X <- aX + b(XXᵀ)X + c(XXᵀ)²X of Newton and
 * Schulz. With A = cXXᵀ the factor on X is A(A + bI)/c + aI: two sums of [R, R] and three products.
 */
export function orthogonalise(x_NRC: Tensor, iterations: number): Tensor {
  const rows = Number(x_NRC.shape[1])
  const diagonal = (value: number) => {
    const data = new Float32Array(rows * rows)
    for (let i = 0; i < rows; i++) data[i * rows + i] = value
    return constant(data, [rows, rows])
  }
  const [linear_RR, cubic_RR] = [diagonal(linearTerm), diagonal(cubicTerm)]
  // The largest singular value must not exceed 1, and the Frobenius norm is never below it.
  const norm_N11 = sqrt(sum(square(x_NRC), { axes: [1, 2], keepDims: true }))
  let result_NRC = div(x_NRC, add(norm_N11, 1e-7))
  for (let i = 0; i < iterations; i++) {
    const a_NRR = matmul(result_NRC, result_NRC, { transposeB: true, alpha: quinticTerm })
    const factor_NRR = add(matmul(a_NRR, add(a_NRR, cubic_RR), { alpha: 1 / quinticTerm }), linear_RR)
    result_NRC = matmul(factor_NRR, result_NRC)
  }
  return result_NRC
}
