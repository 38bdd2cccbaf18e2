import type { Phrase } from '../errors/index.ts'
import type { Port } from '../onnx/index.ts'

/** Numbers outside of a graph. The class of `data` is the element type; booleans are bytes of 0 and 1. */
export interface HostTensor {
  readonly shape: readonly number[]
  readonly data: Float32Array | Int32Array | BigInt64Array | Uint8Array
}

/** A value of named state: what a graph declares with `parameter` is float32. */
export interface StateTensor extends HostTensor {
  readonly data: Float32Array
}

/** What computes: execution providers of ONNX Runtime. `cpu` and `cuda` are Node's, `wasm` is a browser's. */
export type Provider = 'cpu' | 'cuda' | 'wasm' | 'webgpu'

/** How the engine is set up, once per thread. */
export interface EngineOptions {
  readonly provider: Provider
  /** Threads of one operator on the processor. */
  readonly threads: number
  /** How the names of files with the times of every operator begin: one for each program, written when it ends. */
  readonly profile?: string
}

/** What is asked of the engine. Run messages stay small: feeds and outputs go by position. */
export type Call =
  /** The first call: fails where the provider is not to be had. */
  | { readonly kind: 'open'; readonly options: EngineOptions }
  | {
      readonly kind: 'compile'
      readonly program: number
      readonly model: Uint8Array
      readonly inputs: readonly string[]
      readonly states: readonly Port[]
      readonly outputs: readonly string[]
      readonly updates: readonly string[]
    }
  | { readonly kind: 'run'; readonly program: number; readonly feeds: readonly HostTensor[] }
  | { readonly kind: 'release'; readonly program: number }
  | { readonly kind: 'write'; readonly state: Readonly<Record<string, StateTensor>> }
  | { readonly kind: 'read'; readonly names: readonly string[] | undefined }
  | { readonly kind: 'remove'; readonly names: readonly string[] }
  | { readonly kind: 'close' }

export interface Request {
  readonly id: number
  readonly call: Call
}

/** A result, or the message of an error. */
export interface Response {
  readonly id: number
  readonly result?: readonly HostTensor[] | Readonly<Record<string, HostTensor>>
  readonly error?: Phrase
}
