/** Trains a small decoder for a few steps, decodes with it, and prints losses, tokens and one weight. `node train-on.ts DEVICE` */
import {
  decoderCaches,
  decoderConfig,
  decoderInputs,
  decoderLoss,
  decoderParameters,
  decoderStep,
} from '../../src/models/index.ts'
import { declareParameters, initialise } from '../../src/nn/index.ts'
import { muon, trainingStep } from '../../src/optim/index.ts'
import { random } from '../../src/random/index.ts'
import { type DeviceKind, openDevice } from '../../src/runtime/index.ts'

const [rows, time, vocabularySize] = [2, 16, 32]
const config = decoderConfig({ vocabularySize, layers: 1, width: 32, heads: 2, contextLength: time })
const specs = decoderParameters(config)
const parameters = declareParameters(specs)
const optimizer = muon()
const loss = decoderLoss(config, parameters, decoderInputs(rows, time))

await using device = await openDevice({ device: process.argv[2] as DeviceKind })
await device.write(initialise({ ...specs, ...optimizer.state(specs) }, 'devices'))
const step = await device.compile(trainingStep({ loss, specs, parameters, optimizer, clip: 1 }))
const shape = [rows, time]
const losses: number[] = []
for (let i = 0; i < 6; i++) {
  const stream = random('devices', i % 2)
  const tokens = Int32Array.from({ length: rows * time }, () => stream.integer(vocabularySize))
  const outputs = await step.run({
    tokens: { shape, data: tokens },
    targets: { shape, data: tokens.map(token => (7 * token + 1) % vocabularySize) },
    lossWeights: { shape, data: new Float32Array(tokens.length).fill(1) },
    positions: { shape, data: tokens.map((_, place) => place % time) },
    documents: { shape, data: new Int32Array(tokens.length) },
    rate: { shape: [], data: Float32Array.of(1) },
  })
  losses.push(Number(outputs.loss!.data[0]))
}

await device.write(decoderCaches(config, 1))
const decoding = await device.compile(decoderStep(config))
const logits: number[] = []
for (let position = 0; position < 4; position++) {
  const outputs = await decoding.run({
    tokens: { shape: [1], data: Int32Array.of(position + 3) },
    lastPositions: { shape: [1], data: Int32Array.of(position) },
    totalLength: { shape: [], data: Int32Array.of(position + 1) },
  })
  logits.push(...(outputs.logits!.data as Float32Array).slice(0, 4))
}
const name = 'model.layers.0.mlp.up_proj.weight'
const weight = Array.from((await device.read([name]))[name]!.data.slice(0, 8))
console.log(JSON.stringify({ losses, logits, weight }))
