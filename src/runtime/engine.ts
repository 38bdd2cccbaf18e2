import { InferenceSession, Tensor } from 'onnxruntime-node'
import { InstarError } from '../errors/index.ts'
import { formatShape } from '../graph/index.ts'
import { type Port, valueName } from '../onnx/index.ts'
import { checkShape } from './check-shape.ts'
import type { Call, EngineOptions, HostTensor, StateTensor } from './protocol.ts'

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

/** ONNX Runtime behind the worker's messages: programs and the named state that they share. */
export interface Engine {
  handle(call: Call): Promise<readonly HostTensor[] | Record<string, HostTensor> | undefined>
}

export function createEngine(options: EngineOptions): Engine {
  const programs = new Map<number, LoadedProgram>()
  const state = new Map<string, Tensor>()
  let version = 0

  async function compile(call: Call & { kind: 'compile' }): Promise<undefined> {
    const session = await InferenceSession.create(call.model, {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      executionMode: 'sequential',
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      enableCpuMemArena: true,
      enableMemPattern: false, // patterns double the arena of a training step and make it no faster
      logSeverityLevel: 3,
    })
    const { inputs, states, outputs, updates } = call
    programs.set(call.program, {
      session,
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
        throw new InstarError(`Expected state ${name} ${formatShape(shape)} to be written before a run`)
      checkShape(`state ${name}`, tensor.dims, shape, sizes)
      feeds[valueName.state(name)] = tensor
    }
    // The same tensor as feed and fetch: the update is written over the old value.
    for (const name of program.updates) fetches[valueName.next(name)] = state.get(name)!
    return { version, feeds, fetches }
  }

  async function run(call: Call & { kind: 'run' }): Promise<readonly HostTensor[]> {
    const program = loaded(programs, call.program)
    if (program.bound?.version !== version) program.bound = bind(program)
    const { feeds, fetches } = program.bound
    program.inputs.forEach((name, index) => {
      const { data, shape } = call.feeds[index]!
      feeds[name] = toTensor(data, shape)
    })
    for (const name of program.outputs) fetches[name] = null
    const results = await program.session.run(feeds, fetches)
    return program.outputs.map(name => fromTensor(results[name] as Tensor))
  }

  function write(values: Readonly<Record<string, StateTensor>>): undefined {
    const taken = new Set<ArrayBufferLike>()
    for (const [name, { data: given, shape }] of Object.entries(values)) {
      const old = state.get(name)
      // One array under two names arrives as one: each state needs memory of its own, since it is updated in place.
      const data = taken.has(given.buffer) ? given.slice() : given
      taken.add(data.buffer)
      if (old !== undefined && String(old.dims) === String(shape)) (old.data as Float32Array).set(data)
      else {
        state.set(name, toTensor(data, shape))
        version += 1
      }
    }
  }

  function read(names: readonly string[] = [...state.keys()]): Record<string, HostTensor> {
    return Object.fromEntries(
      names.map(name => {
        const tensor = state.get(name)
        if (tensor === undefined) throw new InstarError(`Expected state named ${name}, found none`)
        return [name, fromTensor(tensor)]
      }),
    )
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
          for (const name of call.names) state.delete(name)
          version += 1
          return
        case 'close':
          for (const { session } of programs.values()) await session.release()
          programs.clear()
          state.clear()
          return
      }
    },
  }
}

function loaded(programs: ReadonlyMap<number, LoadedProgram>, id: number): LoadedProgram {
  const program = programs.get(id)
  if (program === undefined) throw new InstarError('Expected a program that was not released')
  return program
}

function toTensor(data: HostTensor['data'], dims: readonly number[]): Tensor {
  if (data instanceof Float32Array) return new Tensor('float32', data, dims)
  if (data instanceof Int32Array) return new Tensor('int32', data, dims)
  if (data instanceof BigInt64Array) return new Tensor('int64', data, dims)
  return new Tensor('bool', data, dims)
}

function fromTensor(tensor: Tensor): HostTensor {
  return { shape: tensor.dims, data: tensor.data as HostTensor['data'] }
}
