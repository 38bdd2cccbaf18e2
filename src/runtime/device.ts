import { InstarError, msg } from '../errors/index.ts'
import { formatShape, type Graph } from '../graph/index.ts'
import { type Port, signatureOf, toOnnx } from '../onnx/index.ts'
import { checkShape } from './check-shape.ts'
import type { Call, EngineOptions, HostTensor, Request, Response, StateTensor } from './protocol.ts'

/** Runs programs and holds the state that they share by name. Calls are carried out in the order in which they are made. */
export interface Device extends AsyncDisposable {
  /** Compiles a graph. Compile once and run often: sessions that come and go leak a little. */
  compile(graph: Graph): Promise<Program>
  /**
   * Creates or replaces named state.
   *
   * @param options.give whether the arrays become the device's own and are empty here afterwards (default: copies are made)
   * @throws InstarError where a shape does not fit its data.
   */
  write(state: Readonly<Record<string, StateTensor>>, options?: { readonly give?: boolean }): Promise<void>
  /** Copies of named state, by default of all of it. */
  read(names?: readonly string[]): Promise<Record<string, StateTensor>>
  /** Frees named state. Nothing is left to free once the device is closed or has failed: then it does nothing. */
  remove(names: readonly string[]): Promise<void>
  /** Waits for what was called before, then frees everything. Safe while a program runs; may be called again. */
  close(): Promise<void>
}

export interface Program {
  /**
   * Feeds every input, writes every update over its parameter and gives the outputs.
   *
   * @throws InstarError if a feed or a state is missing or has another shape; nothing is changed then.
   */
  run(feeds: Readonly<Record<string, HostTensor>>): Promise<Record<string, HostTensor>>
  /** Frees the program; does nothing once the device is closed or has failed. */
  release(): Promise<void>
}

/** The engine's thread as whoever asks sees it, in Node or in a browser. */
export interface EngineThread {
  /** @param given arrays that go over to the thread without being copied */
  post(request: Request, given: readonly ArrayBuffer[]): void
  onResponse(handle: (response: Response) => void): void
  /** The thread ended, or threw `error`. */
  onEnd(handle: (end: { readonly error?: Error; readonly code?: number }) => void): void
  /** Whether the process must stay alive for an answer. */
  hold(isNeeded: boolean): void
}

interface Pending {
  readonly resolve: (result: Response['result']) => void
  readonly reject: (error: Error) => void
}

/**
 * The device behind a thread in which an engine listens. Does not wait for the engine: one that cannot be opened fails
 * every call.
 *
 * @returns `opened` resolves once the engine has shown that it works
 */
export function connect(thread: EngineThread, options: EngineOptions): { device: Device; opened: Promise<void> } {
  const pending = new Map<number, Pending>()
  const ended = Promise.withResolvers<void>()
  let nextCall = 0
  let nextProgram = 0
  let closing: Promise<void> | undefined
  let failure: Error | undefined

  const fail = (error: Error) => {
    failure ??= error
    for (const { reject } of pending.values()) reject(failure)
    pending.clear()
  }
  thread.onResponse(({ id, result, error }) => {
    const call = pending.get(id)
    pending.delete(id)
    if (pending.size === 0) thread.hold(false)
    if (error === undefined) call?.resolve(result)
    else call?.reject(new InstarError(error))
  })
  thread.onEnd(({ error, code }) => {
    if (error !== undefined) return fail(new InstarError(msg`The engine's thread failed: ${error}`, { cause: error }))
    ended.resolve()
    fail(
      new InstarError(
        closing === undefined
          ? msg`The engine's thread ended with code ${code} before it was closed`
          : msg`The device is closed`,
      ),
    )
  })
  thread.hold(false)

  function send(call: Call, given: readonly ArrayBuffer[] = []): Promise<Response['result']> {
    if (failure !== undefined) return Promise.reject(failure)
    const id = nextCall++
    if (pending.size === 0) thread.hold(true) // while a call is under way the process must not end
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject })
      thread.post({ id, call }, given)
    })
  }

  /** As {@link send}, once the device is not being closed. */
  async function ask(call: Call, given?: readonly ArrayBuffer[]): Promise<Response['result']> {
    if (closing !== undefined) throw new InstarError(msg`The device is closed`)
    return send(call, given)
  }

  /** As {@link ask}, unless the engine is gone and took with it what was to be freed. */
  async function free(call: Call): Promise<void> {
    if (closing === undefined && failure === undefined) await ask(call)
  }

  const device: Device = {
    async compile(graph) {
      const { inputs, states, outputs, updates } = signatureOf(graph)
      const program = nextProgram++
      const names = (ports: readonly Port[]) => ports.map(port => port.name)
      const model = toOnnx(graph, options.provider === 'webgpu' ? 'webgpu' : 'processor')
      await ask({ kind: 'compile', program, model, inputs: names(inputs), states, outputs: names(outputs), updates })
      return {
        async run(feeds) {
          const values = (await ask({ kind: 'run', program, feeds: ordered(inputs, feeds) })) as readonly HostTensor[]
          return Object.fromEntries(outputs.map(({ name }, index) => [name, values[index]!]))
        },
        release: () => free({ kind: 'release', program }),
      }
    },
    async write(state, { give = false } = {}) {
      for (const [name, { data, shape }] of Object.entries(state)) {
        if (shape.reduce((a, b) => a * b, 1) !== data.length)
          throw new InstarError(msg`Expected state ${name} ${formatShape(shape)} but found ${data.length} elements`)
      }
      const buffers = Object.values(state).flatMap(({ data: { buffer } }) =>
        buffer instanceof ArrayBuffer ? [buffer] : [],
      )
      await ask({ kind: 'write', state }, give ? [...new Set(buffers)] : [])
    },
    async read(names) {
      return (await ask({ kind: 'read', names })) as Record<string, StateTensor>
    },
    remove: names => free({ kind: 'remove', names }),
    close() {
      closing ??= (async () => {
        if (failure !== undefined) return
        await send({ kind: 'close' })
        thread.hold(true)
        await ended.promise
      })()
      return closing
    },
    [Symbol.asyncDispose]: () => device.close(),
  }
  const opened = send({ kind: 'open', options }).then(() => undefined)
  opened.catch(() => {}) // told to whoever waits for it, and to every later call
  return { device, opened }
}

const dtypeClass = { float32: Float32Array, int32: Int32Array, int64: BigInt64Array, bool: Uint8Array }

/** The feeds in the program's order, checked. */
function ordered(inputs: readonly Port[], feeds: Readonly<Record<string, HostTensor>>): HostTensor[] {
  const sizes = new Map<string, number>()
  const result = inputs.map(({ name, shape, dtype }) => {
    const feed = feeds[name]
    if (feed === undefined)
      throw new InstarError(msg`Expected a feed named ${name} of shape ${formatShape(shape)}, found none`)
    if (!(feed.data instanceof dtypeClass[dtype]))
      throw new InstarError(msg`Expected ${name} as ${dtypeClass[dtype].name} but found ${feed.data.constructor.name}`)
    checkShape(name, feed.shape, shape, sizes)
    if (feed.shape.reduce((a, b) => a * b, 1) !== feed.data.length)
      throw new InstarError(msg`Expected ${name} ${formatShape(feed.shape)} but found ${feed.data.length} elements`)
    return feed
  })
  const unknown = Object.keys(feeds).filter(name => !inputs.some(port => port.name === name))
  if (unknown.length > 0)
    throw new InstarError(
      msg`Expected feeds ${inputs.map(({ name }) => name).join(', ')} but found also ${unknown.join(', ')}`,
    )
  return result
}
