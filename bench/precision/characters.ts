import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { random } from '../../src/random/index.ts'
import type { HostTensor } from '../../src/runtime/index.ts'
import type { TrainingShape } from '../train/shapes.ts'

type Feeds = Record<string, HostTensor>

/** Batches of characters, each a pure function of its number. */
export interface Characters {
  training(step: number, shape: TrainingShape): Feeds
  heldOut(batch: number, shape: TrainingShape): Feeds
}

/** Documents of the end that no training sees, as a share of all. */
const heldOutShare = 0.1

/**
 * The texts of JSON Lines (gzip), as ids of their commonest UTF-16 units; the rest share id 0. The last documents are held
 * out.
 */
export async function characters(paths: readonly string[], vocabularySize: number): Promise<Characters> {
  const texts: string[] = []
  for (const path of paths)
    for (const line of gunzipSync(await readFile(path))
      .toString()
      .split('\n'))
      if (line !== '') texts.push((JSON.parse(line) as { text: string }).text.replaceAll('\r', ''))
  const first = Math.ceil(texts.length * (1 - heldOutShare))
  const trained = texts.slice(0, first).join('\n')
  const counts = new Uint32Array(2 ** 16)
  for (let i = 0; i < trained.length; i++) counts[trained.charCodeAt(i)]! += 1
  const idOf = new Int32Array(2 ** 16)
  const common = Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]!)
  common.slice(0, vocabularySize - 1).forEach((unit, index) => {
    idOf[unit] = index + 1
  })
  const ids = (text: string) => {
    const found = new Int32Array(text.length)
    for (let i = 0; i < found.length; i++) found[i] = idOf[text.charCodeAt(i)]!
    return found
  }
  const [training, heldOut] = [ids(trained), ids(texts.slice(first).join('\n'))]
  return {
    training: (step, shape) => windows(training, shape, 'training', step),
    heldOut: (batch, shape) => windows(heldOut, shape, 'held out', batch),
  }
}

function windows(ids: Int32Array, { batch, config }: TrainingShape, ...key: readonly (string | number)[]): Feeds {
  const time = config.contextLength
  const stream = random('precision', ...key)
  const [tokens, targets] = [new Int32Array(batch * time), new Int32Array(batch * time)]
  for (let row = 0; row < batch; row++) {
    const start = stream.integer(ids.length - time)
    tokens.set(ids.subarray(start, start + time), row * time)
    targets.set(ids.subarray(start + 1, start + 1 + time), row * time)
  }
  const grid = (data: HostTensor['data']): HostTensor => ({ shape: [batch, time], data })
  return {
    tokens: grid(tokens),
    targets: grid(targets),
    positions: grid(Int32Array.from(tokens, (_, i) => i % time)),
    lossWeights: grid(new Float32Array(batch * time).fill(1)),
  }
}
