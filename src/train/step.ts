import type { Batch } from '../data/index.ts'
import { averageDecay } from '../optim/index.ts'
import type { Device, HostTensor, Program } from '../runtime/index.ts'
import type { TrainingGraphs } from './graphs.ts'
import type { StepResult } from './loop.ts'

export interface TrainingStep {
  /** Takes one step on the device: `step` from 0, and the schedule's factor at it. */
  take(step: number, batch: Batch, rate: number): Promise<StepResult>
}

/**
 * Compiles the graphs of a training.
 *
 * @param options.parts micro-batches per step
 * @param options.decay of the averages of weights, where they are kept
 */
export async function compileStep(
  device: Device,
  graphs: TrainingGraphs,
  options: { readonly parts: number; readonly decay: number | undefined },
): Promise<TrainingStep> {
  const { parts, decay } = options
  const [forward, update] = await Promise.all([
    device.compile(graphs.forward),
    graphs.update && device.compile(graphs.update),
  ])
  const scalars = (step: number, rate: number) => ({
    rate: scalar(rate),
    ...(decay === undefined ? {} : { averageDecay: scalar(averageDecay(decay, step)) }),
  })
  return {
    async take(step, batch, rate) {
      if (update === undefined) {
        const outputs = await forward.run({ ...graphs.feeds(batch), ...scalars(step, rate) })
        return { loss: number(outputs, 'loss'), gradientNorm: number(outputs, 'gradientNorm') }
      }
      const loss = await accumulate(forward, graphs, microBatches(batch, parts))
      return { loss, gradientNorm: number(await update.run(scalars(step, rate)), 'gradientNorm') }
    },
  }
}

/** Runs the micro-batches of a step, so that the gradients of its loss are summed on the device; gives the loss. */
async function accumulate(program: Program, graphs: TrainingGraphs, batches: readonly Batch[]): Promise<number> {
  let loss = 0
  // All are asked for at once, so that the device need not wait for messages between them.
  const running = microFeeds(graphs, batches).map(feeds => program.run(feeds))
  for (const outputs of await Promise.all(running)) loss += number(outputs, 'loss')
  return loss
}

/** What the micro-batches of a step are fed with: each counts by its share of the counted tokens. */
export function microFeeds(graphs: TrainingGraphs, batches: readonly Batch[]): Record<string, HostTensor>[] {
  const weights = batches.map(({ lossWeights }) => lossWeights.reduce((sum, weight) => sum + weight, 0))
  const total = weights.reduce((a, b) => a + b, 0)
  return batches.map((batch, index) => ({
    ...graphs.feeds(batch),
    share: scalar(total === 0 ? 0 : weights[index]! / total),
    kept: scalar(Number(index > 0)),
  }))
}

/** The rows of a batch in equal parts, in order. */
export function microBatches(batch: Batch, parts: number): Batch[] {
  const [rows, positions] = batch.shape
  const size = (rows / parts) * positions
  return Array.from({ length: parts }, (_, part) => {
    const [from, to] = [part * size, (part + 1) * size]
    return {
      shape: [rows / parts, positions],
      tokens: batch.tokens.slice(from, to),
      targets: batch.targets.slice(from, to),
      lossWeights: batch.lossWeights.slice(from, to),
      positions: batch.positions.slice(from, to),
      documents: batch.documents.slice(from, to),
    }
  })
}

function scalar(value: number): HostTensor {
  return { shape: [], data: Float32Array.of(value) }
}

function number(outputs: Record<string, HostTensor>, name: string): number {
  return Number(outputs[name]?.data[0])
}
