/**
 * How fast one stream and many are decoded with the tutor's shape, beside what bounds it: reading every weight once, and
 * starting the operators of a step. `node bench/decode/main.ts [--quick] [--json] [--threads N]`.
 */
import { parseArgs } from 'node:util'
import { generate, modelOnDevice } from '../../src/generate/index.ts'
import { input, matmul, parameter } from '../../src/graph/index.ts'
import { type DecoderConfig, decoderConfig, decoderParameters } from '../../src/models/index.ts'
import { initialise, parameterCount } from '../../src/nn/index.ts'
import { type Device, openDevice } from '../../src/runtime/index.ts'
import type { ChatTokenizer } from '../../src/tokenizers/index.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    threads: { type: 'string', default: '1' },
  },
})
const blocks = options.quick ? 5 : 15
const threads = Number(options.threads)

/** The tutor's shape: 2.56 million parameters. */
const tutor = decoderConfig({
  vocabularySize: 4096,
  layers: 4,
  width: 192,
  heads: 3,
  contextLength: 128,
  tieEmbeddings: true,
})
/** As many operators over next to no weights. */
const hollow = decoderConfig({
  vocabularySize: 16,
  layers: 4,
  width: 16,
  heads: 1,
  contextLength: 128,
  tieEmbeddings: true,
})

/** The fastest of several blocks: what the machine can do when nobody else wants it. */
async function fastest(block: () => Promise<number>): Promise<number> {
  await block()
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < blocks; i++) best = Math.min(best, await block())
  return best
}

async function withModel<T>(config: DecoderConfig, work: (model: ReturnType<typeof modelOnDevice>) => Promise<T>) {
  await using device = await openDevice({ threads })
  const weights = initialise(decoderParameters(config), 'bench', 1)
  const tokenizer = { tokenizer: { vocabularySize: config.vocabularySize } } as ChatTokenizer
  await using model = modelOnDevice({ device, config, tokenizer, weights })
  return await work(model)
}

/** Seconds per generated token of each stream, in a batch of so many streams. */
function secondsPerStep(config: DecoderConfig, streams: number): Promise<number> {
  return withModel(config, model => {
    const prompts = Array.from({ length: streams }, (_, i) => Int32Array.of(1 + (i % 8)))
    return fastest(async () => {
      const start = performance.now()
      let tokens = 0
      for await (const event of generate(model, prompts, { maxTokens: 120, stop: [] }))
        if (event.type === 'token') tokens++
      return ((performance.now() - start) / 1000 / tokens) * streams
    })
  })
}

/** Seconds to read `bytes` of weights once: one product of a vector with a matrix of that size, without its dispatch. */
async function secondsToRead(bytes: number): Promise<number> {
  await using device: Device = await openDevice({ threads })
  const product = async (rows: number) => {
    const name = `weights.${rows}`
    await device.write({ [name]: { shape: [rows, 192], data: new Float32Array(rows * 192).fill(0.5) } })
    const weights = parameter(name, [rows, 192])
    const outputs = { product: matmul(input('vector', [1, 192]), weights, { transposeB: true }) }
    const program = await device.compile({ outputs, updates: new Map() })
    const vector = { shape: [1, 192], data: new Float32Array(192).fill(0.5) }
    return fastest(async () => {
      const start = performance.now()
      for (let i = 0; i < 50; i++) await program.run({ vector })
      return (performance.now() - start) / 1000 / 50
    })
  }
  return (await product(Math.round(bytes / 4 / 192))) - (await product(8))
}

const parameters = parameterCount(decoderParameters(tutor))
// The embedding table is the head as well, so all of it is read.
const bytes = 4 * parameters
const [memory, dispatch] = [await secondsToRead(bytes), await secondsPerStep(hollow, 1)]
const streams: { streams: number; tokensPerSecond: number; millisecondsPerStep: number }[] = []
for (const count of options.quick ? [1, 64] : [1, 8, 64]) {
  const seconds = await secondsPerStep(tutor, count)
  streams.push({ streams: count, tokensPerSecond: Math.round(count / seconds), millisecondsPerStep: seconds * 1000 })
}
const report = {
  parameters,
  threads,
  streams,
  bounds: {
    memory: { tokensPerSecond: Math.round(1 / memory), gigabytesPerSecond: bytes / memory / 1e9 },
    dispatch: { tokensPerSecond: Math.round(1 / dispatch) },
    both: { tokensPerSecond: Math.round(1 / (memory + dispatch)) },
  },
}
if (options.json) console.log(JSON.stringify(report))
else {
  const { bounds } = report
  console.log(`Decoding the tutor's shape, ${(parameters / 1e6).toFixed(2)}M parameters, ${threads} thread(s), greedy`)
  for (const { streams: count, tokensPerSecond, millisecondsPerStep } of streams)
    console.log(`  ${count} stream(s): ${tokensPerSecond} tokens/s, ${millisecondsPerStep.toFixed(3)} ms per step`)
  console.log(`Bounds of one stream`)
  console.log(
    `  reading ${(bytes / 1e6).toFixed(1)} MB of weights per token at ${bounds.memory.gigabytesPerSecond.toFixed(0)} GB/s: ${bounds.memory.tokensPerSecond} tokens/s`,
  )
  console.log(`  starting the operators of a step: ${bounds.dispatch.tokensPerSecond} tokens/s`)
  console.log(`  both, one after the other: ${bounds.both.tokensPerSecond} tokens/s`)
}
