import { matmul, parameter, sum } from '../graph/index.ts'
import { random } from '../random/index.ts'
import { openDevice } from '../runtime/index.ts'

export interface EngineRate {
  /** Rate of fp32 matrix products, in 10^9 floating-point operations per second: the best of several runs. */
  readonly gigaflops: number
  /** From nothing to the first result. */
  readonly startSeconds: number
}

/** A training batch of 4,096 positions, and the widths of a small model's feed-forward block. */
const [positions, width, hidden] = [4096, 384, 1536]
const pairs = 2
/** At least so many runs, and no more after so many milliseconds: a busy machine is not kept busy for long. */
const [leastRuns, budget] = [3, 1500]

/** Starts an engine and measures it: a chain of products of the shapes that training has, summed so that little returns. */
export async function measureEngine(threads: number, signal: AbortSignal): Promise<EngineRate> {
  const started = performance.now()
  await using device = await openDevice({ threads })
  const up = parameter('up', [width, hidden])
  const down = parameter('down', [hidden, width])
  let product = parameter('input', [positions, width])
  for (let pair = 0; pair < pairs; pair++) product = matmul(matmul(product, up), down)
  const program = await device.compile({ outputs: { total: sum(product) }, updates: new Map() })
  await device.write({
    input: noise('input', positions, width),
    up: noise('up', width, hidden),
    down: noise('down', hidden, width),
  })
  await program.run({})
  const startSeconds = (performance.now() - started) / 1000
  let best = Number.POSITIVE_INFINITY
  const begin = performance.now()
  for (let run = 0; run < leastRuns || performance.now() - begin < budget; run++) {
    signal.throwIfAborted()
    const before = performance.now()
    await program.run({})
    best = Math.min(best, performance.now() - before)
  }
  const operations = 2 * pairs * 2 * positions * width * hidden
  return { gigaflops: operations / (best / 1000) / 1e9, startSeconds }
}

/** Values that keep their size through products, so that no run meets denormal or infinite numbers. */
function noise(name: string, rows: number, columns: number) {
  const { next } = random('doctor', name)
  const scale = Math.sqrt(3 / rows)
  return { shape: [rows, columns], data: Float32Array.from({ length: rows * columns }, () => scale * (2 * next() - 1)) }
}
