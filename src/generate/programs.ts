/** Legend: B streams, T time, V vocabulary. */
import { argMax, cast, constant, type Graph, input, less, parameter, where } from '../graph/index.ts'
import {
  type DecoderConfig,
  decoderCaches,
  decoderInputs,
  decoderLogits,
  decoderParameters,
  decoderStep,
} from '../models/index.ts'
import { declareParameters, type ParameterValue, tokenLosses } from '../nn/index.ts'
import type { Device, Program } from '../runtime/index.ts'

/** What one step feeds: for each of B streams a token and its place in the stream. */
export interface StepFeeds {
  readonly tokens_B: Int32Array
  readonly positions_B: Int32Array
}

/** In place of a token: the one that the last {@link ModelPrograms.likeliest} step found for this stream. */
export const ownToken = -1

/** The programs of one model on its device, compiled when first needed. */
export interface ModelPrograms {
  /** Makes caches for that many streams, unless they are there. */
  prepare(streams: number): Promise<void>
  /** One token per stream; gives the logits [B, V] of the next ones, row by row. */
  logits(feeds: StepFeeds): Promise<Float32Array>
  /**
   * One token per stream, or {@link ownToken}; gives the likeliest next ones [B]. These also stay on the device, so that
   * the next step can be asked for before this one is done: then nobody waits for messages between threads.
   */
  likeliest(feeds: StepFeeds): Promise<Int32Array>
  /** -log p of every target, in nats: rows of T = context length tokens from position 0, and the token after each. */
  losses(tokens_BT: Int32Array, targets_BT: Int32Array): Promise<Float32Array>
  release(): Promise<void>
}

/** State beside the caches: the last likeliest tokens, as numbers that float32 holds exactly. */
const lastTokens = 'decode.tokens'

/** Weights above this many bytes stay state of the device: an ONNX file ends at 2 GB, and copies cost memory. */
const embeddedBytes = 64e6

/**
 * @param weights given where they no longer change: decoding then has them inside its programs, which saves a fifth of the
 * time of a small model's step. Scoring always reads the state of the device.
 */
export function modelPrograms(
  device: Device,
  config: DecoderConfig,
  weights?: Readonly<Record<string, ParameterValue>>,
): ModelPrograms {
  const compiled = new Map<() => Graph, Promise<Program>>()
  let streams = 0

  const program = (graph: () => Graph) => {
    let found = compiled.get(graph)
    if (!found) {
      found = device.compile(graph())
      compiled.set(graph, found)
    }
    return found
  }
  const bytes = Object.values(weights ?? {}).reduce((sum, { data }) => sum + data.byteLength, 0)
  const decodingParameters = () =>
    weights === undefined || bytes > embeddedBytes
      ? {}
      : {
          parameters: Object.fromEntries(
            Object.entries(weights).map(([name, { data, shape }]) => [name, constant(data, shape)]),
          ),
        }
  const logitsGraph = () => decoderStep(config, decodingParameters())
  const likeliestGraph = () => {
    const last_B = parameter(lastTokens, ['B'])
    const given_B = input('tokens', ['B'], 'int32')
    const tokens_B = where(less(given_B, 0), cast(last_B, 'int32'), given_B)
    const { outputs, updates } = decoderStep(config, { tokens_B, ...decodingParameters() })
    const ids_B = argMax(outputs.logits!, -1)
    return {
      outputs: { ids: cast(ids_B, 'int32') },
      updates: new Map([...updates, [last_B, cast(ids_B, 'float32')]]),
    }
  }
  const lossesGraph = () => {
    const { tokens, positions, targets } = decoderInputs('B', config.contextLength)
    const parameters = declareParameters(decoderParameters(config))
    return {
      outputs: { losses: tokenLosses(decoderLogits(config, parameters, { tokens, positions }), targets) },
      updates: new Map(),
    }
  }
  const step = async (graph: () => Graph, { tokens_B, positions_B }: StepFeeds) => {
    const shape = [tokens_B.length]
    return (await program(graph)).run({
      tokens: { shape, data: tokens_B },
      lastPositions: { shape, data: positions_B },
      totalLength: { shape: [], data: Int32Array.of(Math.max(...positions_B) + 1) },
    })
  }

  return {
    async prepare(count) {
      if (count === streams) return
      await device.write(decoderCaches(config, count))
      await device.write({ [lastTokens]: { shape: [count], data: new Float32Array(count) } })
      streams = count
    },
    async logits(feeds) {
      return (await step(logitsGraph, feeds)).logits!.data as Float32Array
    },
    async likeliest(feeds) {
      return (await step(likeliestGraph, feeds)).ids!.data as Int32Array
    },
    async losses(tokens_BT, targets_BT) {
      const { contextLength } = config
      const shape = [tokens_BT.length / contextLength, contextLength]
      const outputs = await (await program(lossesGraph)).run({
        tokens: { shape, data: tokens_BT },
        positions: { shape, data: tokens_BT.map((_, i) => i % contextLength) },
        targets: { shape, data: targets_BT },
      })
      return outputs.losses!.data as Float32Array
    },
    async release() {
      const programs = await Promise.allSettled(compiled.values())
      compiled.clear()
      // One that could not be compiled was never there to release; whoever asked for it knows.
      await Promise.all(programs.map(each => (each.status === 'fulfilled' ? each.value.release() : undefined)))
      if (streams > 0) await device.remove([lastTokens, ...Object.keys(decoderCaches(config, 1))])
      streams = 0
    },
  }
}
