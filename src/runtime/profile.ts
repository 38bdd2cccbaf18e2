import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Device } from './device.ts'
import { openDevice } from './open.ts'
import type { DeviceOptions } from './start.ts'

/** One operator of ONNX Runtime in one run of a program. */
export interface OperatorTime {
  /** Its name in ONNX: `FusedMatMul`. */
  readonly operator: string
  /** The layer that it was made in and a name of its own, `layers.0.mlp/v17`. */
  readonly node: string
  /** Without those of a loop's body, which are listed themselves. */
  readonly seconds: number
  /** Floating-point operations of a matrix product, 2 M N K; 0 for all else. */
  readonly operations: number
}

/** One run of a program. */
export interface RunProfile {
  /** With what lies between operators. */
  readonly seconds: number
  readonly operators: readonly OperatorTime[]
}

/**
 * Runs `work` on a device of its own and tells what every operator took: for each program that was compiled the runs of
 * it, in order. The clock has microseconds, and reading it makes small operators a little slower.
 */
export async function profiled(
  options: Pick<DeviceOptions, 'threads'>,
  work: (device: Device) => Promise<void>,
): Promise<RunProfile[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'instar-profile-'))
  try {
    {
      await using device = await openDevice({ ...options, profile: join(folder, 'program') })
      await work(device)
    }
    const files = (await readdir(folder)).sort()
    return await Promise.all(files.map(async file => readProfile(await readFile(join(folder, file), 'utf8'))))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** An event of the trace format that ONNX Runtime writes (Chromium's); microseconds. */
interface TraceEvent {
  readonly cat: string
  readonly name: string
  readonly ts: number
  readonly dur: number
  readonly args?: {
    readonly op_name?: string
    readonly input_type_shape?: TypedShapes
    readonly output_type_shape?: TypedShapes
  }
}

/** `[{ "float": [2, 3] }]` */
type TypedShapes = readonly Readonly<Record<string, readonly number[]>>[]

const kernelTime = '_kernel_time'

/** The runs in a profile of ONNX Runtime: events stand in the order in which they ended, a run after its operators. */
export function readProfile(json: string): RunProfile[] {
  const runs: RunProfile[] = []
  let operators: OperatorTime[] = []
  let outermost: TraceEvent[] = []
  for (const event of JSON.parse(json) as TraceEvent[]) {
    if (event.cat === 'Node' && event.name.endsWith(kernelTime)) {
      let own = event.dur
      while (outermost.length > 0 && outermost.at(-1)!.ts >= event.ts) own -= outermost.pop()!.dur
      outermost.push(event)
      operators.push({
        operator: event.args?.op_name ?? '',
        node: event.name.slice(0, -kernelTime.length),
        seconds: own / 1e6,
        operations: productOperations(event.args),
      })
    } else if (event.name === 'model_run') {
      runs.push({ seconds: event.dur / 1e6, operators })
      operators = []
      outermost = []
    }
  }
  return runs
}

const products = new Set(['MatMul', 'FusedMatMul', 'Gemm', 'MatMulInteger', 'DynamicQuantizeMatMul'])

/** 2 M N K: of M and K, the last dimensions of the left matrix in either order, M is the result's. */
function productOperations(args: TraceEvent['args']): number {
  if (!products.has(args?.op_name ?? '')) return 0
  const shape = (shapes: TypedShapes | undefined) => Object.values(shapes?.[0] ?? {})[0] ?? []
  const [left, result] = [shape(args?.input_type_shape), shape(args?.output_type_shape)]
  if (left.length < 2 || result.length < 2) return 0
  const inner = (left.at(-1)! * left.at(-2)!) / result.at(-2)!
  return 2 * inner * result.reduce((size, dim) => size * dim, 1)
}
