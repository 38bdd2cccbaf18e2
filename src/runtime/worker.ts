import { parentPort, workerData } from 'node:worker_threads'
import { createEngine } from './engine.ts'
import type { EngineOptions, Request, Response } from './protocol.ts'

/** The engine's thread: one call at a time, in the order in which they were sent. */
const port = parentPort!
const engine = createEngine(workerData as EngineOptions)
let last: Promise<void> = Promise.resolve()

async function answer({ id, call }: Request): Promise<void> {
  try {
    const result = await engine.handle(call)
    port.postMessage({ id, result } satisfies Response)
  } catch (error) {
    port.postMessage({ id, error: error instanceof Error ? error.message : String(error) } satisfies Response)
  }
  // Only now: ending the thread while a session runs would abort the process.
  if (call.kind === 'close') port.close()
}

port.on('message', (request: Request) => {
  last = last.then(() => answer(request))
})
