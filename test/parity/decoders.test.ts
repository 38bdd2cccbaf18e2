/** Our decoders against Hugging Face's, from the same weights. The expected numbers come from decoders.py. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type DecoderConfig,
  type DecoderStyle,
  decoderCaches,
  decoderConfig,
  decoderInputs,
  decoderLogits,
  decoderLoss,
  decoderParameters,
  decoderStep,
} from '../../src/models/index.ts'
import { declareParameters, initialise } from '../../src/nn/index.ts'
import { adamw, trainingStep } from '../../src/optim/index.ts'
import { type Device, type HostTensor, openDevice, type Program } from '../../src/runtime/index.ts'
import { formulaParameters } from './formula.ts'

interface Case {
  readonly style: DecoderStyle
  readonly kv_heads: number
  readonly head_width: number
  readonly tied: boolean
  readonly theta: number
  readonly logits: readonly number[]
  readonly greedy: readonly (readonly number[])[]
  readonly losses: readonly number[]
  readonly gradientNorms: readonly number[]
}

const stored = JSON.parse(readFileSync(new URL('decoders.json', import.meta.url), 'utf8')) as {
  readonly sizes: Readonly<Record<'vocabulary' | 'context' | 'layers' | 'width' | 'heads' | 'hidden', number>>
  readonly cases: readonly Case[]
}
const { sizes } = stored

const configOf = (expected: Case): DecoderConfig =>
  decoderConfig({
    style: expected.style,
    vocabularySize: sizes.vocabulary,
    contextLength: sizes.context,
    layers: sizes.layers,
    width: sizes.width,
    heads: sizes.heads,
    keyValueHeads: expected.kv_heads,
    headWidth: expected.head_width,
    hiddenWidth: sizes.hidden,
    tieEmbeddings: expected.tied,
    ropeTheta: expected.theta,
  })

/** `token` of decoders.py. */
const token = (row: number, column: number) => (row * 7 + column * column * 3 + column * 5) % sizes.vocabulary

const ids = (rows: number, columns: number, value: (row: number, column: number) => number): HostTensor => ({
  shape: [rows, columns],
  data: Int32Array.from({ length: rows * columns }, (_, i) => value(Math.floor(i / columns), i % columns)),
})
const numbers = (shape: readonly number[], data: readonly number[]): HostTensor => ({
  shape,
  data: Float32Array.from(data),
})
const vector = (data: readonly number[]): HostTensor => ({ shape: [data.length], data: Int32Array.from(data) })

function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length)
  return Math.max(...Array.from(expected, (value, i) => Math.abs(value - found[i]!)))
}

let device: Device
beforeAll(async () => {
  device = await openDevice({ threads: 1 })
})
afterAll(() => device.close())

describe.each(stored.cases)('$style with $kv_heads key heads, tied: $tied', expected => {
  const config = configOf(expected)
  const parameters = formulaParameters(decoderParameters(config))
  const { vocabularySize: size } = config

  test('logits of whole rows, alone and packed with other documents', async () => {
    await device.write(parameters)
    const score = async (time: number, feeds: Readonly<Record<string, HostTensor>>) => {
      const { tokens, positions, documents } = decoderInputs('B', time)
      const symbols = declareParameters(decoderParameters(config))
      const logits = decoderLogits(config, symbols, { tokens, positions, documents })
      const program = await device.compile({ outputs: { logits }, updates: new Map() })
      const outputs = await program.run(feeds)
      await program.release()
      return outputs.logits!.data as Float32Array
    }
    const rows = await score(12, {
      tokens: ids(2, 12, token),
      positions: ids(2, 12, (_, column) => column),
      documents: ids(2, 12, () => 0),
    })
    expect(largestDifference(rows, expected.logits)).toBeLessThan(1e-4)

    // Both rows as documents of one, after a third: the same logits, so nothing is seen across a border.
    const at = (column: number) => (column < 7 ? 2 : column < 19 ? 0 : 1)
    const place = (column: number) => (column < 7 ? column : (column - 7) % 12)
    const packed = await score(31, {
      tokens: ids(1, 31, (_, column) => token(at(column), place(column))),
      positions: ids(1, 31, (_, column) => place(column)),
      documents: ids(1, 31, (_, column) => at(column)),
    })
    expect(largestDifference(packed.subarray(7 * size), expected.logits)).toBeLessThan(1e-4)
  })

  test('cached decoding: the same logits, the same greedy tokens, streams of different lengths', async () => {
    await device.write({ ...parameters, ...decoderCaches(config, 3) })
    const program = await device.compile(decoderStep(config))
    // The second row begins 4 steps after the first, in a stream that has already held something else.
    const [late, steps] = [4, 16]
    const sequences = [0, 1].map(row => Array.from({ length: 12 }, (_, column) => token(row, column)))
    const found = [new Float32Array(12 * size), new Float32Array(12 * size)]
    for (let step = 0; step < steps; step++) {
      const places = [Math.min(step, 11), step < late ? step : step - late, step % 7]
      const logits = await decode(program, places, [
        sequences[0]![places[0]!]!,
        step < late ? 20 - step : sequences[1]![places[1]!]!,
        step,
      ])
      if (step < 12) found[0]!.set(logits.subarray(0, size), step * size)
      if (step >= late) found[1]!.set(logits.subarray(size, 2 * size), (step - late) * size)
    }
    const both = Float32Array.of(...found[0]!, ...found[1]!)
    expect(largestDifference(both, expected.logits)).toBeLessThan(1e-4)

    for (const [row, greedy] of expected.greedy.entries()) {
      const sequence = sequences[row]!.slice(0, 5)
      for (let step = 0; step < 14; step++) {
        const logits = await decode(program, [step, step, step], [sequence[step]!, 3, 3])
        if (step >= 4) sequence.push(argMax(logits.subarray(0, size)))
      }
      expect(sequence.slice(5)).toEqual(greedy)
    }
    await program.release()
  })

  test("50 steps of AdamW with clipping follow PyTorch's losses and gradient norms", async () => {
    const specs = decoderParameters(config)
    const optimizer = adamw({ learningRate: 3e-3, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1 })
    await device.write({ ...parameters, ...initialise(optimizer.state(specs), 'test') })
    const symbols = declareParameters(specs)
    const loss = decoderLoss(config, symbols, decoderInputs(4, 8))
    const program = await device.compile(trainingStep({ loss, specs, parameters: symbols, optimizer, clip: 1 }))
    const losses: number[] = []
    const norms: number[] = []
    for (let step = 0; step < 50; step++) {
      const at = (row: number, column: number) => token(row + 3 * (step % 5), column)
      const outputs = await program.run({
        tokens: ids(4, 8, at),
        targets: ids(4, 8, (row, column) => at(row, column + 1)),
        positions: ids(4, 8, (_, column) => column),
        documents: ids(4, 8, () => 0),
        lossWeights: numbers([4, 8], Array(32).fill(1)),
        rate: numbers([], [1]),
      })
      losses.push(outputs.loss!.data[0] as number)
      norms.push(outputs.gradientNorm!.data[0] as number)
    }
    expect(largestDifference(losses, expected.losses)).toBeLessThan(1e-4)
    expect(largestDifference(norms, expected.gradientNorms)).toBeLessThan(1e-3)
    await program.release()
  })
})

async function decode(program: Program, places: readonly number[], tokens: readonly number[]): Promise<Float32Array> {
  const { logits } = await program.run({
    tokens: vector(tokens),
    lastPositions: vector(places),
    totalLength: { shape: [], data: Int32Array.of(Math.max(...places) + 1) },
  })
  return logits!.data as Float32Array
}

const argMax = (values: Float32Array) => values.indexOf(Math.max(...values))
