import { oneEpoch, type RowSource } from '../data/index.ts'
import type { Graph } from '../graph/index.ts'
import type { Device, Program } from '../runtime/index.ts'
import { batchFeeds } from './graphs.ts'

/**
 * A function that measures the loss on the first held-out batches, per counted token. It compiles when it is first
 * called, so that training need not wait for that.
 *
 * @param graph of a batch of `batchSize` rows; output `loss`
 */
export function validation(
  device: Device,
  graph: Graph,
  rows: RowSource,
  options: { readonly batchSize: number; readonly batches: number },
): () => Promise<number> {
  let program: Promise<Program> | undefined
  return async () => {
    program ??= device.compile(graph)
    const { run } = await program
    let total = 0
    let counted = 0
    for (const batch of oneEpoch(rows, options.batchSize).take(options.batches)) {
      const weight = batch.lossWeights.reduce((sum, value) => sum + value, 0)
      const { loss } = await run(batchFeeds(batch))
      total += Number(loss?.data[0]) * weight
      counted += weight
    }
    return total / counted
  }
}
