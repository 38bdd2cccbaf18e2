import type * as onnxruntime from 'onnxruntime-node'
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { input } from '../graph/index.ts'
import { toOnnx, valueName } from '../onnx/index.ts'
import type { EngineOptions, HostTensor, Provider } from './protocol.ts'

/** What onnxruntime-node and onnxruntime-web have in common. */
export type Ort = Pick<typeof onnxruntime, 'InferenceSession' | 'Tensor'>

/** What providers differ in, as far as state is concerned. */
interface ProviderTraits {
  /** Where the new values of state stay. With `cuda` they cross to this process's memory and back at every run. */
  readonly location: 'cpu' | 'gpu-buffer'
  /**
   * Whether a run may write an update over the old value. Elsewhere it gives a new tensor, and the old one is freed:
   * WebGPU binds no buffer for reading and writing at once (it then writes nothing and tells nobody), and
   * onnxruntime-web does not fill a tensor of ours.
   */
  readonly inPlace: boolean
}

export const providerTraits: { readonly [P in Provider]: ProviderTraits } = {
  cpu: { location: 'cpu', inPlace: true },
  cuda: { location: 'cpu', inPlace: true },
  wasm: { location: 'cpu', inPlace: false },
  webgpu: { location: 'gpu-buffer', inPlace: false },
}

/** Opens a session of a model; `kept` names the outputs that stay on the provider's side. */
export function openSession(
  ort: Ort,
  { provider, threads, profile }: EngineOptions,
  model: Uint8Array,
  kept: Readonly<Record<string, 'gpu-buffer'>> = {},
): Promise<InferenceSession> {
  return ort.InferenceSession.create(model, {
    executionProviders: [provider],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableCpuMemArena: true,
    enableMemPattern: false, // patterns double the arena of a training step and make it no faster
    logSeverityLevel: 3,
    ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
    ...(Object.keys(kept).length === 0 ? {} : { preferredOutputLocation: kept }),
  })
}

/** Moves tensors between this process and the provider, by programs that compute nothing, one per rank and direction. */
export interface Transfers {
  upload(tensor: Tensor): Promise<Tensor>
  download(tensor: Tensor): Promise<Tensor>
  release(): Promise<void>
}

/** Reading a buffer directly, without a program, ends the process on a software GPU. */
export function createTransfers(ort: Ort, options: EngineOptions): Transfers {
  const sessions = new Map<string, Promise<InferenceSession>>()
  const [from, to] = [valueName.input('x'), valueName.output('y')]

  async function copy(tensor: Tensor, kept: Readonly<Record<string, 'gpu-buffer'>>): Promise<Tensor> {
    const { dims } = tensor
    const key = `${dims.length} ${Object.keys(kept)}`
    let session = sessions.get(key)
    if (session === undefined) {
      const x = input(
        'x',
        dims.map((_, axis) => `D${axis}`),
      )
      session = openSession(ort, options, toOnnx({ outputs: { y: x }, updates: new Map() }), kept)
      sessions.set(key, session)
    }
    return (await (await session).run({ [from]: tensor }))[to] as Tensor
  }

  const { location } = providerTraits[options.provider]
  return {
    upload: tensor => copy(tensor, location === 'cpu' ? {} : { [to]: location }),
    download: tensor => (tensor.location === 'cpu' ? Promise.resolve(tensor) : copy(tensor, {})),
    async release() {
      for (const session of sessions.values()) await (await session).release()
      sessions.clear()
    },
  }
}

export function toTensor({ Tensor }: Ort, { data, shape }: HostTensor): Tensor {
  if (data instanceof Float32Array) return new Tensor('float32', data, shape)
  if (data instanceof Int32Array) return new Tensor('int32', data, shape)
  if (data instanceof BigInt64Array) return new Tensor('int64', data, shape)
  return new Tensor('bool', data, shape)
}

export function fromTensor(tensor: Tensor): HostTensor {
  return { shape: tensor.dims, data: tensor.data as HostTensor['data'] }
}
