import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { InstarError, msg } from '../errors/index.ts'
import { formatShape } from '../graph/index.ts'
import { type Port, valueName } from '../onnx/index.ts'
import { checkShape } from './check-shape.ts'
import type { Call, EngineOptions, HostTensor, StateTensor } from './protocol.ts'
import { createTransfers, fromTensor, type Ort, openSession, providerTraits, toTensor } from './sessions.ts'
import { runWithoutCopies } from './without-copies.ts'

interface LoadedProgram {
  readonly session: InferenceSession
  readonly inputs: readonly string[]
  readonly states: readonly Port[]
  readonly outputs: readonly string[]
  readonly updates: readonly string[]
  /** Feeds and fetches of the state, valid for one version of it. */
  bound: { readonly version: number; readonly feeds: Feeds; readonly fetches: Fetches } | undefined
}

type Feeds = Record<string, Tensor>
type Fetches = Record<string, Tensor | null>

/** ONNX Runtime behind the thread's messages: programs and the named state that they share. */
export interface Engine {
  handle(call: Exclude<Call, { kind: 'open' }>): Promise<readonly HostTensor[] | Record<string, HostTensor> | undefined>
}

/** @throws Error of ONNX Runtime where the provider is not to be had. */
export async function createEngine(ort: Ort, options: EngineOptions): Promise<Engine> {
  const { location, inPlace } = providerTraits[options.provider]
  const transfers = createTransfers(ort, options)
  const programs = new Map<number, LoadedProgram>()
  const state = new Map<string, Tensor>()
  let version = 0
  // Providers are loaded with the first session.
  if (options.provider !== 'cpu')
    (await transfers.upload(toTensor(ort, { shape: [1], data: Float32Array.of(1) }))).dispose()

  async function compile(call: Call & { kind: 'compile' }): Promise<undefined> {
    const { inputs, states, outputs, updates, model } = call
    const kept = location === 'cpu' ? {} : Object.fromEntries(updates.map(name => [valueName.next(name), location]))
    programs.set(call.program, {
      session: await openSession(ort, options, model, kept),
      inputs: inputs.map(valueName.input),
      states,
      outputs: outputs.map(valueName.output),
      updates,
      bound: undefined,
    })
  }

  function bind(program: LoadedProgram): NonNullable<LoadedProgram['bound']> {
    const feeds: Feeds = {}
    const fetches: Fetches = {}
    const sizes = new Map<string, number>()
    for (const { name, shape } of program.states) {
      const tensor = state.get(name)
      if (tensor === undefined)
        throw new InstarError(msg`Expected state ${name} ${formatShape(shape)} to be written before a run`)
      checkShape(msg`state ${name}`, tensor.dims, shape, sizes)
      feeds[valueName.state(name)] = tensor
    }
    // The same tensor as feed and fetch: the update is written over the old value.
    for (const name of program.updates) fetches[valueName.next(name)] = inPlace ? state.get(name)! : null
    return { version, feeds, fetches }
  }

  async function run(call: Call & { kind: 'run' }): Promise<readonly HostTensor[]> {
    const program = loaded(programs, call.program)
    if (program.bound?.version !== version) program.bound = bind(program)
    const { feeds, fetches } = program.bound
    program.inputs.forEach((name, index) => {
      feeds[name] = toTensor(ort, call.feeds[index]!)
    })
    for (const name of program.outputs) fetches[name] = null
    const last = program.outputs.at(-1)
    const results =
      options.provider === 'cpu' && program.updates.length > 0 && last !== undefined
        ? await runWithoutCopies(program.session, feeds, fetches, last)
        : await program.session.run(feeds, fetches)
    if (!inPlace) for (const name of program.updates) replace(name, results[valueName.next(name)] as Tensor)
    return program.outputs.map(name => fromTensor(results[name] as Tensor))
  }

  function replace(name: string, tensor: Tensor): void {
    state.get(name)?.dispose()
    state.set(name, tensor)
    version += 1
  }

  async function write(values: Readonly<Record<string, StateTensor>>): Promise<undefined> {
    const taken = new Set<ArrayBufferLike>()
    for (const [name, { data: given, shape }] of Object.entries(values)) {
      const old = state.get(name)
      // One array under two names arrives as one: each state needs memory of its own, since it is updated in place.
      const data = taken.has(given.buffer) ? given.slice() : given
      taken.add(data.buffer)
      if (inPlace && old !== undefined && String(old.dims) === String(shape)) (old.data as Float32Array).set(data)
      else {
        const tensor = toTensor(ort, { shape, data })
        replace(name, location === 'cpu' || data.length === 0 ? tensor : await transfers.upload(tensor))
      }
    }
  }

  async function read(names: readonly string[] = [...state.keys()]): Promise<Record<string, HostTensor>> {
    const values: Record<string, HostTensor> = {}
    for (const name of names) {
      const tensor = state.get(name)
      if (tensor === undefined) throw new InstarError(msg`Expected state named ${name}, found none`)
      values[name] = fromTensor(await transfers.download(tensor))
    }
    return values
  }

  function remove(names: readonly string[]): undefined {
    for (const name of names) {
      state.get(name)?.dispose()
      state.delete(name)
    }
    version += 1
  }

  return {
    async handle(call) {
      switch (call.kind) {
        case 'compile':
          return compile(call)
        case 'run':
          return run(call)
        case 'release':
          await programs.get(call.program)?.session.release()
          programs.delete(call.program)
          return
        case 'write':
          return write(call.state)
        case 'read':
          return read(call.names)
        case 'remove':
          return remove(call.names)
        case 'close':
          remove([...state.keys()])
          for (const { session } of programs.values()) await session.release()
          programs.clear()
          await transfers.release()
          return
      }
    },
  }
}

function loaded(programs: ReadonlyMap<number, LoadedProgram>, id: number): LoadedProgram {
  const program = programs.get(id)
  if (program === undefined) throw new InstarError(msg`Expected a program that was not released`)
  return program
}
