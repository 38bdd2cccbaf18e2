/**
 * Training steps per second, ours beside PyTorch's (eager and compiled, fp32 and bf16 autocast, each with the number of
 * threads that suits it best), in alternating blocks on one machine; and what share it is of the rate of one large
 * matrix product.
 *
 *     node bench/train/main.ts [--quick] [--json] [--shape NAME ...] [--blocks N] [--threads N] [--precision int8]
 *
 * With `--precision int8` ours in int8 runs beside ours in fp32, to which all ratios are.
 *
 * PyTorch is looked for in INSTAR_PYTHON (default python3); without it, only our times are reported. Results of a day
 * share a file: a shape that is measured again replaces what stood there.
 */
import { readFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { setTimeout as rest } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { usageError } from '../../src/errors/index.ts'
import { writeWhole } from '../../src/files/index.ts'
import type { Precision } from '../../src/nn/index.ts'
import { engineVersion } from '../../src/runtime/index.ts'
import { type Block, type Contender, contender } from './contender.ts'
import { gemm } from './gemm.ts'
import { type PeerOptions, peer, peerOptions, torchVersion } from './peer.ts'
import { type TrainingShape, trainingShapes } from './shapes.ts'
import { training } from './training.ts'

interface Row {
  readonly contender: string
  readonly threads: number
  readonly milliseconds: { readonly p10: number; readonly median: number }
  readonly tokensPerSecond: number
  /** Their 10th percentile over ours, and their median over ours: above 1 we are faster. */
  readonly ratio: { readonly p10: number; readonly median: number }
  /** The first step, with all that is compiled for it. */
  readonly firstStepSeconds: number
  readonly peakBytes: number | null
  readonly lastLoss: number
}

interface ShapeResult {
  readonly shape: string
  readonly parameters: number
  readonly date: string
  /** One large product, by 10th percentile and median of its times. */
  readonly gemmGigaflops: { readonly p10: number; readonly median: number }
  /** Matrix products of our step over its whole time, as a share of that rate. */
  readonly shareOfGemm: { readonly p10: number; readonly median: number }
  readonly rows: readonly Row[]
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    shape: { type: 'string', multiple: true, default: [] },
    blocks: { type: 'string', default: '5' },
    threads: { type: 'string', default: String(availableParallelism()) },
    precision: { type: 'string', default: 'float32' },
  },
})
const [blocks, threads] = [Number(values.blocks), Number(values.threads)]
for (const name of values.shape)
  if (!trainingShapes.some(shape => shape.name === name))
    throw usageError(`Expected a shape of ${trainingShapes.map(shape => shape.name).join(', ')}, found ${name}`)
if (values.precision !== 'float32' && values.precision !== 'int8')
  throw usageError(`Expected a precision of float32 or int8, found ${values.precision}`)
const say = (line: string) => process.stderr.write(`${line}\n`)

/** Threads of a side that has just stopped still spin for a moment; the other must not pay for them. */
const restMilliseconds = 300
const warmUpSteps = 2
const gemmSteps = 8

interface Started {
  readonly contender: Contender
  readonly first: Block
}

async function start(starting: Promise<Contender>): Promise<Started> {
  const contender = await starting
  const first = await contender.block(1)
  await contender.block(warmUpSteps)
  return { contender, first }
}

function ours(shape: TrainingShape, precision: Precision): Promise<Contender> {
  const script = fileURLToPath(new URL('./ours.ts', import.meta.url))
  const name = precision === 'int8' ? 'instar int8' : 'instar fp32'
  return contender(name, threads, process.execPath, [script, shape.name, String(threads), precision])
}

interface Tried {
  readonly best: Started
  /** Numbers of threads that were not far behind: what is compiled may be faster with another of them. */
  readonly near: readonly number[]
}

/** A number of threads whose step takes this much longer is not tried again with compiled code. */
const farBehind = 1.5

/** PyTorch with that of some numbers of threads that gives it the shortest step: a small model may be faster on fewer. */
async function bestPeer(shape: TrainingShape, options: PeerOptions, counts: readonly number[]): Promise<Tried> {
  const shortest = new Map<number, number>()
  let best: Started | undefined
  for (const count of counts) {
    const started = await start(peer(shape, count, options))
    await rest(restMilliseconds)
    const time = Math.min(...(await started.contender.block(shape.blockSteps)).milliseconds)
    say(`${shape.name}: ${started.contender.name} with ${count} threads ${time.toFixed(1)} ms`)
    const isBest = [...shortest.values()].every(other => time < other)
    await (isBest ? best : started)?.contender.close()
    if (isBest) best = started
    shortest.set(count, time)
  }
  const limit = farBehind * Math.min(...shortest.values())
  return { best: best!, near: counts.filter(count => shortest.get(count)! < limit) }
}

async function measure(shape: TrainingShape, options: readonly PeerOptions[]): Promise<ShapeResult> {
  const product = await gemm(threads)
  const own = await start(ours(shape, 'float32'))
  const all = [own]
  if (values.precision === 'int8') all.push(await start(ours(shape, 'int8')))
  const counts = new Map<string, readonly number[]>()
  for (const each of options) {
    const known = counts.get(each.precision) ?? Array.from({ length: threads }, (_, index) => threads - index)
    const { best, near } = await bestPeer(shape, each, known)
    counts.set(each.precision, near)
    all.push(best)
  }
  const products: number[] = []
  const taken = new Map(all.map(({ contender }) => [contender, [] as Block[]]))
  for (let block = 0; block < blocks; block++) {
    await rest(restMilliseconds)
    products.push(...(await product.block(gemmSteps)).milliseconds)
    for (const { contender } of all) {
      await rest(restMilliseconds)
      taken.get(contender)!.push(await contender.block(shape.blockSteps))
    }
    say(`${shape.name}: block ${block + 1} of ${blocks}`)
  }
  for (const contender of [product, ...taken.keys()]) await contender.close()

  const timesOf = ({ contender }: Started) => quantiles(taken.get(contender)!.flatMap(block => block.milliseconds))
  const ownTimes = timesOf(own)
  const rate = byQuantile(q => product.operations / quantiles(products)[q] / 1e6)
  return {
    shape: shape.name,
    parameters: own.contender.parameters,
    date: new Date().toISOString(),
    gemmGigaflops: rate,
    shareOfGemm: byQuantile(q => own.contender.operations! / ownTimes[q] / 1e6 / rate[q]),
    rows: all.map(started => {
      const milliseconds = timesOf(started)
      const last = taken.get(started.contender)!.at(-1)!
      return {
        contender: started.contender.name,
        threads: started.contender.threads,
        milliseconds,
        tokensPerSecond: (1000 * shape.batch * shape.config.contextLength) / milliseconds.p10,
        ratio: byQuantile(q => milliseconds[q] / ownTimes[q]),
        firstStepSeconds: started.first.milliseconds[0]! / 1000,
        peakBytes: last.peakBytes,
        lastLoss: last.loss,
      }
    }),
  }
}

type Quantiles = Row['milliseconds']

function byQuantile(value: (q: keyof Quantiles) => number): Quantiles {
  return { p10: value('p10'), median: value('median') }
}

function quantiles(times: readonly number[]): Quantiles {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (q: number) => sorted[Math.floor(q * (sorted.length - 1))]!
  return { p10: at(0.1), median: at(0.5) }
}

function print({ shape, parameters, gemmGigaflops, shareOfGemm, rows }: ShapeResult): void {
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`
  const out = (line: string) => process.stdout.write(`${line}\n`)
  out(
    `${shape}: ${(parameters / 1e6).toFixed(1)}M parameters; one product ${gemmGigaflops.p10.toFixed(0)} GFLOP/s, ours ` +
      `${percent(shareOfGemm.p10)} of it (medians ${gemmGigaflops.median.toFixed(0)}, ${percent(shareOfGemm.median)})`,
  )
  out(`  ${'contender'.padEnd(24)} threads   p10 ms  median  tokens/s   ratio  median  first step s  peak MB`)
  for (const { contender, threads, milliseconds, ratio, ...row } of rows) {
    const numbers = [
      String(threads).padStart(7),
      milliseconds.p10.toFixed(1).padStart(8),
      milliseconds.median.toFixed(1).padStart(7),
      row.tokensPerSecond.toFixed(0).padStart(9),
      `${ratio.p10.toFixed(2)}x`.padStart(7),
      `${ratio.median.toFixed(2)}x`.padStart(7),
      row.firstStepSeconds.toFixed(1).padStart(13),
      (row.peakBytes === null ? '' : (row.peakBytes / 2 ** 20).toFixed(0)).padStart(8),
    ]
    out(`  ${contender.padEnd(24)} ${numbers.join(' ')}`)
  }
}

const torch = torchVersion()
if (torch === undefined) say('PyTorch was not found (INSTAR_PYTHON names a Python that has it): our times only.')
const isChosen = ({ name, quick }: TrainingShape) =>
  values.shape.length > 0 ? values.shape.includes(name) : quick || !values.quick
const file = fileURLToPath(new URL(`../results/train-${new Date().toISOString().slice(0, 10)}.json`, import.meta.url))
for (const shape of trainingShapes.filter(isChosen)) {
  const result = await measure(shape, torch === undefined ? [] : peerOptions)
  const before = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as { shapes?: ShapeResult[] }
  const shapes = [...(before.shapes ?? []).filter(other => other.shape !== shape.name), result]
  const found = {
    bench: 'train',
    machine: { processor: cpus()[0]?.model, cores: availableParallelism(), threads },
    versions: { node: process.version, onnxruntime: engineVersion(), torch: torch ?? null },
    training,
    blocks,
    shapes,
  }
  if (torch !== undefined) await writeWhole(file, `${JSON.stringify(found, null, 2)}\n`)
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`)
  else print(result)
}
