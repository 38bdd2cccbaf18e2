/**
 * One small model of each family, put together from the layers of `src/nn`, learns as PyTorch's own does: the same loss
 * at every step. One program serves batches of different lengths.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { declareParameters, initialise } from '../../src/nn/index.ts'
import { adamw, trainingStep } from '../../src/optim/index.ts'
import { openDevice } from '../../src/runtime/index.ts'
import { formulaParameters } from '../parity/formula.ts'
import { bertFamily } from './bert.ts'
import { rowsOf } from './family.ts'
import { lstmFamily } from './lstm.ts'
import { prefixFamily } from './prefix.ts'
import { t5Family } from './t5.ts'
import { transformerFamily } from './transformer.ts'

const stored = JSON.parse(readFileSync(new URL('families.json', import.meta.url), 'utf8')) as {
  readonly steps: number
  readonly rows: number
  readonly columns: readonly number[]
  readonly curves: Readonly<Record<string, Readonly<Record<'losses' | 'gradientNorms', readonly number[]>>>>
}

test.each(
  [lstmFamily, transformerFamily, bertFamily, t5Family, prefixFamily].map(family => [family.name, family] as const),
)('%s', async (name, { specs, loss, feeds }) => {
  await using device = await openDevice({ threads: 1 })
  const optimizer = adamw({ learningRate: 2e-3, beta1: 0.9, beta2: 0.95, epsilon: 1e-5, weightDecay: 0 })
  const parameters = declareParameters(specs)
  await device.write({ ...formulaParameters(specs), ...initialise(optimizer.state(specs)) })
  const program = await device.compile(trainingStep({ loss: loss(parameters), specs, parameters, optimizer, clip: 1 }))
  const found = { losses: [] as number[], gradientNorms: [] as number[] }
  for (let step = 0; step < stored.steps; step++) {
    const rows = rowsOf(Array.from({ length: stored.rows }, (_, row) => row + 2 * (step % 3)))
    const batch = feeds(rows, stored.columns[step % stored.columns.length]!)
    const outputs = await program.run({ ...batch, rate: { shape: [], data: Float32Array.of(1) } })
    found.losses.push(Number(outputs.loss!.data[0]))
    found.gradientNorms.push(Number(outputs.gradientNorm!.data[0]))
  }
  const expected = stored.curves[name]!
  for (const [what, tolerance] of [
    ['losses', 1e-4],
    ['gradientNorms', 1e-3],
  ] as const) {
    const differences = found[what].map((value, step) => Math.abs(value / expected[what][step]! - 1))
    expect(Math.max(...differences), `${what}: ${found[what]} instead of ${expected[what]}`).toBeLessThan(tolerance)
  }
  expect(found.losses.at(-1)!).toBeLessThan(found.losses[0]! - 0.05)
})
