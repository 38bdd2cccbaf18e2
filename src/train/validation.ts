import { oneEpoch, type RowSource } from '../data/index.ts'
import type { Graph } from '../graph/index.ts'
import type { Device } from '../runtime/index.ts'
import { batchFeeds } from './graphs.ts'

/**
 * A function that measures the loss on the first held-out batches, per counted token.
 *
 * @param graph of a batch of `batchSize` rows; output `loss`
 */
export async function validation(
  device: Device,
  graph: Graph,
  rows: RowSource,
  options: { readonly batchSize: number; readonly batches: number },
): Promise<() => Promise<number>> {
  const program = await device.compile(graph)
  const heldOut = [...oneEpoch(rows, options.batchSize).take(options.batches)]
  return async () => {
    let total = 0
    let counted = 0
    for (const batch of heldOut) {
      const weight = batch.lossWeights.reduce((sum, value) => sum + value, 0)
      const { loss } = await program.run(batchFeeds(batch))
      total += Number(loss?.data[0]) * weight
      counted += weight
    }
    return total / counted
  }
}
