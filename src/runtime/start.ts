import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { InstarError } from '../errors/index.ts'
import { connect, type Device } from './device.ts'
import type { Provider } from './protocol.ts'

/** What a program can run on in Node. */
export type DeviceKind = Exclude<Provider, 'wasm'>

export interface DeviceOptions {
  /**
   * The processor (default); any graphics card, through Vulkan, Metal or Direct3D; or one of NVIDIA, where CUDA was
   * installed for onnxruntime-node.
   */
  readonly device?: DeviceKind
  /** Threads of one operator on the processor (default: as many as the machine has). */
  readonly threads?: number
  /** Path and beginning of the names of the files that {@link profiled} reads. */
  readonly profile?: string
}

/**
 * Starts an engine (ONNX Runtime) in a thread of its own, so that this one stays free.
 *
 * @throws InstarError with what ONNX Runtime says where the device is not there
 */
export async function startDevice({ device: kind = 'cpu', ...options }: DeviceOptions): Promise<Device> {
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js'
  const worker = new Worker(new URL(file, import.meta.url), { execArgv: [] })
  const { device, opened } = connect(
    {
      post: (request, given) => worker.postMessage(request, given),
      onResponse: handle => worker.on('message', handle),
      onEnd(handle) {
        worker.on('error', error => handle({ error: error as Error }))
        worker.on('exit', code => handle({ code }))
      },
      hold: isNeeded => (isNeeded ? worker.ref() : worker.unref()),
    },
    { ...options, provider: kind, threads: options.threads ?? availableParallelism() },
  )
  if (kind === 'cpu') return device // is always there, and need not be waited for
  try {
    await opened
  } catch (cause) {
    await device.close()
    throw new InstarError(reason(cause as Error), { cause })
  }
  return device
}

/** What ONNX Runtime says, without the place in its source and the condition that come before. */
function reason({ message }: Error): string {
  return message.trim().replace(/^.*\bwas false\. /s, '')
}
