import { InstarError, msg } from '../errors/index.ts'
import { connect, type Device } from './device.ts'
import type { Request, Response } from './protocol.ts'

/** A `Worker` of the browser, as far as it is needed. */
export interface WorkerLike {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void
  addEventListener(type: 'message', handle: (event: { readonly data: Response }) => void): void
  addEventListener(type: 'error', handle: (event: { readonly message?: string }) => void): void
  terminate(): void
}

export interface WebDeviceOptions {
  /**
   * A module worker of the page that calls `serveEngine`. The page makes it, since bundlers find workers by
   * `new Worker(new URL('./engine.ts', import.meta.url), { type: 'module' })` in its own source.
   */
  readonly worker: WorkerLike
  /** The processor through WebAssembly (default), or the graphics card. */
  readonly device?: 'wasm' | 'webgpu'
  /**
   * Threads of `wasm` (default: as many as the machine has). A page that is not isolated from other origins (headers
   * `Cross-Origin-Opener-Policy` and `Cross-Origin-Embedder-Policy`) may share no memory, and has one.
   */
  readonly threads?: number
}

/**
 * Opens a device in a browser.
 *
 * @throws InstarError where the device is not there, with what ONNX Runtime says about it
 */
export async function openDevice({ worker, device: kind = 'wasm', ...options }: WebDeviceOptions): Promise<Device> {
  const { crossOriginIsolated = false } = globalThis as { readonly crossOriginIsolated?: boolean }
  const threads = crossOriginIsolated ? (options.threads ?? navigator.hardwareConcurrency) : 1
  let closing: Request['id'] | undefined
  let ended = () => {}
  const { device, opened } = connect(
    {
      post(request, given) {
        if (request.call.kind === 'close') closing = request.id
        worker.postMessage(request, [...given])
      },
      onResponse: handle =>
        worker.addEventListener('message', ({ data }) => {
          handle(data)
          if (data.id !== closing) return
          worker.terminate()
          ended()
        }),
      onEnd(handle) {
        worker.addEventListener('error', ({ message }) =>
          handle({ error: new Error(message ?? 'its module could not be loaded') }),
        )
        ended = () => handle({ code: 0 })
      },
      hold() {}, // a page lives without calls
    },
    { provider: kind, threads },
  )
  try {
    await opened
  } catch (cause) {
    await device.close()
    throw new InstarError(msg`Expected the device ${kind}, but it is not there: ${cause}`, { cause })
  }
  return device
}
