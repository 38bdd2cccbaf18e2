/** A training run of 200 steps beside PyTorch's, from the same weights and batches. Expected: curve.py. */
import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { decoderConfig, decoderInputs, decoderLoss, decoderParameters } from '../../src/models/index.ts'
import { declareParameters, initialise } from '../../src/nn/index.ts'
import { adamw, trainingStep } from '../../src/optim/index.ts'
import { openDevice } from '../../src/runtime/index.ts'
import { formulaParameters } from './formula.ts'

const stored = JSON.parse(readFileSync(new URL('curve.json', import.meta.url), 'utf8')) as {
  readonly sizes: Readonly<
    Record<'vocabulary' | 'context' | 'layers' | 'width' | 'heads' | 'keyValueHeads' | 'hidden', number>
  >
  readonly batch: number
  readonly learningRate: number
  readonly warmup: number
  readonly losses: readonly number[]
}
const { sizes, batch, learningRate, warmup } = stored
const shape = [batch, sizes.context]

/** `rows` of curve.py. */
function rows(step: number): number[][] {
  let state = crc32(`step ${step}`)
  return Array.from({ length: batch }, (_, row) => {
    const tokens = [(7 * row + step) % sizes.vocabulary]
    for (let column = 0; column < sizes.context; column++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      tokens.push((3 * tokens[column]! + ((state >>> 16) % 3)) % sizes.vocabulary)
    }
    return tokens
  })
}

test("the loss of 200 steps is PyTorch's", async () => {
  await using device = await openDevice({ threads: 1 })
  const config = decoderConfig({
    vocabularySize: sizes.vocabulary,
    contextLength: sizes.context,
    layers: sizes.layers,
    width: sizes.width,
    heads: sizes.heads,
    keyValueHeads: sizes.keyValueHeads,
    headWidth: 16,
    hiddenWidth: sizes.hidden,
  })
  const specs = decoderParameters(config)
  const optimizer = adamw({ learningRate, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1 })
  const parameters = declareParameters(specs)
  await device.write({ ...formulaParameters(specs), ...initialise(optimizer.state(specs)) })
  const loss = decoderLoss(config, parameters, decoderInputs(batch, sizes.context))
  const program = await device.compile(trainingStep({ loss, specs, parameters, optimizer, clip: 1 }))
  const ids = (values: readonly number[]) => ({ shape, data: Int32Array.from(values) })
  const positions = ids(Array.from({ length: batch * sizes.context }, (_, i) => i % sizes.context))
  const losses: number[] = []
  for (let step = 0; step < stored.losses.length; step++) {
    const tokens = rows(step)
    const outputs = await program.run({
      tokens: ids(tokens.flatMap(row => row.slice(0, -1))),
      targets: ids(tokens.flatMap(row => row.slice(1))),
      positions,
      documents: ids(Array(batch * sizes.context).fill(0)),
      lossWeights: { shape, data: new Float32Array(batch * sizes.context).fill(1) },
      rate: { shape: [], data: Float32Array.of(Math.min(1, (step + 1) / warmup)) },
    })
    losses.push(Number(outputs.loss!.data[0]))
  }
  const differences = losses.map((value, step) => Math.abs(value - stored.losses[step]!))
  expect(Math.max(...differences), `step ${differences.indexOf(Math.max(...differences))}`).toBeLessThan(1e-4)
  // It is a curve, and not a line.
  expect(losses[0]! - losses.at(-1)!).toBeGreaterThan(2)
})
