/**
 * A training step of ours, through the engine's public door: worker, feeds and all. A process of its own, as `contender`
 * describes; its arguments are the name of a shape, the number of threads and the precision.
 */
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { decoderInputs, decoderLoss, decoderParameters } from '../../src/models/index.ts'
import { declareParameters, initialise, type Precision, parameterCount } from '../../src/nn/index.ts'
import { adamw, trainingStep } from '../../src/optim/index.ts'
import { random } from '../../src/random/index.ts'
import { type HostTensor, openDevice } from '../../src/runtime/index.ts'
import type { Block } from './contender.ts'
import { productOperations } from './operations.ts'
import { trainingShapes } from './shapes.ts'
import { training } from './training.ts'

const [name, threads, precision] = process.argv.slice(2) as [string, string, Precision]
const { config, batch } = trainingShapes.find(shape => shape.name === name)!
const time = config.contextLength
const specs = decoderParameters(config)
const parameters = declareParameters(specs)
const { tokens, positions, targets, lossWeights } = decoderInputs(batch, time)
const loss = decoderLoss(config, parameters, { tokens, positions, targets, lossWeights }, { precision })
const optimizer = adamw(training)
const graph = trainingStep({ loss, specs, parameters, optimizer, clip: training.clip })
const size = batch * time
const grid = (data: HostTensor['data']): HostTensor => ({ shape: [batch, time], data })
const fixed = {
  positions: grid(Int32Array.from({ length: size }, (_, i) => i % time)),
  lossWeights: grid(new Float32Array(size).fill(1)),
  rate: { shape: [], data: Float32Array.of(1) },
}

async function peakBytes(): Promise<number | null> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(status)?.[1]
  return kilobytes === undefined ? null : 1024 * Number(kilobytes)
}

const say = (answer: unknown) => process.stdout.write(`${JSON.stringify(answer)}\n`)
say({ parameters: parameterCount(specs), operations: productOperations(graph) })

await using device = await openDevice({ threads: Number(threads) })
let program: Awaited<ReturnType<typeof device.compile>> | undefined
let taken = 0
for await (const line of createInterface({ input: process.stdin })) {
  const milliseconds: number[] = []
  let last = Number.NaN
  for (let step = 0; step < Number(line); step++) {
    const stream = random('bench', 'batch', taken++)
    const ids = () => Int32Array.from({ length: size }, () => stream.integer(config.vocabularySize))
    const feeds = { ...fixed, tokens: grid(ids()), targets: grid(ids()) }
    const start = performance.now()
    if (program === undefined) {
      const writing = device.write({ ...initialise(specs, 'bench'), ...initialise(optimizer.state(specs), 'bench') })
      program = await device.compile(graph)
      await writing
    }
    last = Number((await program.run(feeds)).loss!.data[0])
    milliseconds.push(performance.now() - start)
  }
  say({ milliseconds, loss: last, peakBytes: await peakBytes() } satisfies Block)
}
