/** Legend: B rows of a batch, T time. */
import { type DecoderConfig, decoderInputs, decoderLoss, decoderParameters } from 'instar/models'
import { declareParameters, initialise } from 'instar/nn'
import { muon, trainingStep, warmupStableDecay } from 'instar/optim'
import { random } from 'instar/random'
import type { Device, HostTensor } from 'instar/runtime'

export interface Training {
  readonly device: Device
  readonly config: DecoderConfig
  /** The text. */
  readonly ids: Int32Array
  readonly steps: number
  /** Rows of a batch, of as many tokens as the context is long. */
  readonly rows: number
  readonly seed: number
  readonly signal: AbortSignal
}

export interface Step {
  /** Steps done, from 1. */
  readonly step: number
  /** Nats per token. */
  readonly loss: number
  readonly milliseconds: number
}

/**
 * Trains a decoder from nothing, with the graph that Instar compiles in Node as well: loss, gradients, clipping and
 * optimizer in one program. The weights stay on the device under their names. Ends early, without an error, when the
 * signal is raised.
 */
export async function* train({ device, config, ids, steps, rows, seed, signal }: Training): AsyncGenerator<Step> {
  const specs = decoderParameters(config)
  const parameters = declareParameters(specs)
  const { tokens, positions, targets, lossWeights } = decoderInputs(rows, config.contextLength)
  const loss = decoderLoss(config, parameters, { tokens, positions, targets, lossWeights })
  const optimizer = muon()
  await device.write(initialise({ ...specs, ...optimizer.state(specs) }, seed))
  const program = await device.compile(trainingStep({ loss, specs, parameters, optimizer, clip: 1 }))
  const rate = warmupStableDecay({
    steps,
    warmupSteps: Math.ceil(steps * 0.02),
    decaySteps: Math.floor(steps * 0.4),
    finalFactor: 0.05,
  })
  try {
    for (let step = 0; step < steps && !signal.aborted; step++) {
      const started = performance.now()
      const factor: HostTensor = { shape: [], data: Float32Array.of(rate(step)) }
      const outputs = await program.run({ ...batch(ids, [rows, config.contextLength], seed, step), rate: factor })
      yield { step: step + 1, loss: Number(outputs.loss?.data[0]), milliseconds: performance.now() - started }
    }
  } finally {
    await program.release()
    await device.remove(Object.keys(optimizer.state(specs)))
  }
}

/** B pieces of the text from random places, and the token after each: a pure function of seed and step. */
function batch(ids: Int32Array, shape: readonly [number, number], seed: number, step: number) {
  const [rows, time] = shape
  const places = random(seed, 'batch', step)
  const tokens = new Int32Array(rows * time)
  const targets = new Int32Array(rows * time)
  for (let row = 0; row < rows; row++) {
    const start = places.integer(ids.length - time)
    tokens.set(ids.subarray(start, start + time), row * time)
    targets.set(ids.subarray(start + 1, start + time + 1), row * time)
  }
  return {
    tokens: { shape, data: tokens },
    targets: { shape, data: targets },
    positions: { shape, data: tokens.map((_, place) => place % time) },
    lossWeights: { shape, data: new Float32Array(rows * time).fill(1) },
  }
}
