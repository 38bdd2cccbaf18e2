import { phraseOf } from '../errors/index.ts'
import { createEngine, type Engine } from './engine.ts'
import type { Call, EngineOptions, HostTensor, Request, Response } from './protocol.ts'
import type { Ort } from './sessions.ts'

/** What the engine's thread sees of whoever asks: messages in, messages out. */
export interface ServingPort {
  listen(handle: (request: Request) => void): void
  post(response: Response): void
  close(): void
}

/**
 * Answers one call at a time, in the order in which they were sent.
 *
 * @param load gives ONNX Runtime, set up for these options
 */
export function serve(port: ServingPort, load: (options: EngineOptions) => Promise<Ort>): void {
  let engine: Promise<Engine> | undefined
  let last: Promise<void> = Promise.resolve()

  async function handle(call: Call): Promise<readonly HostTensor[] | Record<string, HostTensor> | undefined> {
    if (call.kind === 'close') return (await engine?.catch(() => undefined))?.handle(call)
    if (call.kind !== 'open') return (await engine)?.handle(call) // one that could not be opened fails every call
    engine = load(call.options).then(ort => createEngine(ort, call.options))
    await engine
    return undefined
  }

  async function answer({ id, call }: Request): Promise<void> {
    try {
      const result = await handle(call)
      port.post(result === undefined ? { id } : { id, result })
    } catch (error) {
      port.post({ id, error: phraseOf(error) })
    }
    // Only now: ending the thread while a session runs would abort the process.
    if (call.kind === 'close') port.close()
  }

  port.listen(request => {
    last = last.then(() => answer(request))
  })
}
