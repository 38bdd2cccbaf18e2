import type { EngineOptions, Request } from './protocol.ts'
import { serve } from './serve.ts'
import type { Ort } from './sessions.ts'

/** The global scope of a web worker, as far as it is needed. */
interface WorkerScope {
  addEventListener(type: 'message', handle: (event: { readonly data: Request }) => void): void
  postMessage(message: unknown): void
  close(): void
}

/** Makes the web worker that calls it an engine: the whole of a worker's module, for `openDevice`. */
export function serveEngine(): void {
  const scope = globalThis as unknown as WorkerScope
  serve(
    {
      listen: handle => scope.addEventListener('message', ({ data }) => handle(data)),
      post: response => scope.postMessage(response),
      close: () => scope.close(),
    },
    load,
  )
}

/** Each provider has a build of its own: that with WebGPU is twice as large, and slower on the processor. */
async function load({ provider, threads }: EngineOptions): Promise<Ort> {
  const ort = provider === 'webgpu' ? await import('onnxruntime-web/webgpu') : await import('onnxruntime-web/wasm')
  ort.env.wasm.numThreads = threads
  return ort
}
