/** Legend: B streams, V vocabulary. */
import { type DecoderConfig, decoderCaches, decoderStep } from 'instar/models'
import { type Random, random } from 'instar/random'
import type { Device } from 'instar/runtime'

/** A model that is read while it is trained: its weights are those on the device at that moment. */
export interface Speaker {
  /** Logits [V] of what comes after these tokens, the last of which count where they are too many. */
  next(tokens: readonly number[]): Promise<Float32Array>
  /** Goes on from these tokens until the context is full. */
  continuation(tokens: readonly number[], options: { temperature: number; seed: number }): Promise<number[]>
}

export async function openSpeaker(device: Device, config: DecoderConfig): Promise<Speaker> {
  await device.write(decoderCaches(config, 1))
  const program = await device.compile(decoderStep(config))

  async function step(token: number, position: number): Promise<Float32Array> {
    const outputs = await program.run({
      tokens: { shape: [1], data: Int32Array.of(token) },
      lastPositions: { shape: [1], data: Int32Array.of(position) },
      totalLength: { shape: [], data: Int32Array.of(position + 1) },
    })
    return outputs.logits!.data as Float32Array
  }

  /** One token after the other; the first begins the stream afresh. */
  async function read(tokens: readonly number[]): Promise<Float32Array> {
    let logits: Float32Array = new Float32Array()
    for (const [position, token] of tokens.entries()) logits = await step(token, position)
    return logits
  }

  return {
    next: tokens => read(tokens.slice(-config.contextLength)),
    async continuation(prompt, { temperature, seed }) {
      const tokens = prompt.slice(-Math.floor(config.contextLength / 2))
      const written: number[] = []
      let logits = await read(tokens)
      for (let position = tokens.length; position < config.contextLength; position++) {
        const token = draw(logits, temperature, random(seed, 'sample', position))
        written.push(token)
        logits = await step(token, position)
      }
      return written
    },
  }
}

/** Shares of each token, which sum to 1. */
export function probabilities(logits: Float32Array, temperature: number): Float32Array {
  const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity)
  const weights = logits.map(logit => Math.exp((logit - highest) / temperature))
  const total = weights.reduce((a, b) => a + b, 0)
  return weights.map(weight => weight / total)
}

function draw(logits: Float32Array, temperature: number, stream: Random): number {
  let left = stream.next()
  const shares = probabilities(logits, temperature)
  for (const [token, share] of shares.entries()) {
    left -= share
    if (left < 0) return token
  }
  return shares.length - 1
}
