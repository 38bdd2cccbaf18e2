/**
 * Training steps per second, ours beside PyTorch's in fp32 (eager and compiled), in alternating blocks on one machine.
 *
 *     node bench/train/main.ts [--quick] [--json] [--blocks N] [--threads N]
 *
 * PyTorch is looked for in INSTAR_PYTHON (default python3); without it, only our times are reported.
 */
import { availableParallelism, cpus } from 'node:os'
import { setTimeout as rest } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { writeWhole } from '../../src/files/index.ts'
import type { Contender } from './contender.ts'
import { ours, training } from './ours.ts'
import { peer, torchVersion } from './peer.ts'
import { type TrainingShape, trainingShapes } from './shapes.ts'

interface Row {
  readonly shape: string
  readonly contender: string
  readonly parameters: number
  readonly milliseconds: { readonly p10: number; readonly median: number }
  readonly tokensPerSecond: number
  /** Their 10th percentile over ours: above 1 we are faster. */
  readonly ratio: number
  readonly lastLoss: number
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    blocks: { type: 'string', default: '6' },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
})
const [blocks, threads] = [Number(values.blocks), Number(values.threads)]
const say = (line: string) => process.stderr.write(`${line}\n`)

const quantile = (sorted: readonly number[], q: number): number => sorted[Math.floor(q * (sorted.length - 1))]!

/** Threads of a side that has just stopped still spin for a moment; the other must not pay for them. */
const restMilliseconds = 300

async function compare(shape: TrainingShape, contenders: readonly Contender[]): Promise<Row[]> {
  const times = new Map(contenders.map(contender => [contender, [] as number[]]))
  const losses = new Map<Contender, number>()
  for (const contender of contenders) await contender.block(3) // compiling and warming up
  for (let block = 0; block < blocks; block++) {
    for (const contender of contenders) {
      await rest(restMilliseconds)
      const { milliseconds, loss } = await contender.block(shape.blockSteps)
      times.get(contender)!.push(...milliseconds)
      losses.set(contender, loss)
    }
    say(`${shape.name}: block ${block + 1} of ${blocks}`)
  }
  const tenth = (contender: Contender) =>
    quantile(
      [...times.get(contender)!].sort((a, b) => a - b),
      0.1,
    )
  return contenders.map(contender => {
    const p10 = tenth(contender)
    return {
      shape: shape.name,
      contender: contender.name,
      parameters: contender.parameters,
      milliseconds: {
        p10,
        median: quantile(
          [...times.get(contender)!].sort((a, b) => a - b),
          0.5,
        ),
      },
      tokensPerSecond: (1000 * shape.batch * shape.config.contextLength) / p10,
      ratio: p10 / tenth(contenders[0]!),
      lastLoss: losses.get(contender)!,
    }
  })
}

const torch = torchVersion()
if (torch === undefined) say('PyTorch was not found (INSTAR_PYTHON names a Python that has it): our times only.')
const rows: Row[] = []
for (const shape of trainingShapes.filter(({ quick }) => quick || !values.quick)) {
  const contenders = [await ours(shape, threads)]
  if (torch !== undefined) contenders.push(await peer(shape, threads, 'eager'), await peer(shape, threads, 'compiled'))
  rows.push(...(await compare(shape, contenders)))
  for (const contender of contenders) await contender.close()
}

const result = {
  bench: 'train',
  date: new Date().toISOString(),
  machine: { processor: cpus()[0]?.model, cores: availableParallelism(), threads },
  versions: { node: process.version, onnxruntime: '1.30', torch: torch ?? null },
  training,
  blocks,
  rows,
}
const file = fileURLToPath(new URL(`../results/train-${result.date.slice(0, 10)}.json`, import.meta.url))
await writeWhole(file, `${JSON.stringify(result, null, 2)}\n`)
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`)
else
  for (const row of rows) {
    const { p10, median } = row.milliseconds
    const columns = [row.shape.padEnd(10), row.contender.padEnd(17), `${(row.parameters / 1e6).toFixed(2)}M`]
    const numbers = [
      p10.toFixed(1).padStart(8),
      median.toFixed(1).padStart(8),
      row.tokensPerSecond.toFixed(0).padStart(7),
    ]
    process.stdout.write(`${[...columns, ...numbers].join('  ')}  ${row.ratio.toFixed(2)}x\n`)
  }
