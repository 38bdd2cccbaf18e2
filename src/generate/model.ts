import { loadModel } from '../checkpoints/index.ts'
import { InstarError, msg } from '../errors/index.ts'
import type { DecoderConfig } from '../models/index.ts'
import type { ParameterValue } from '../nn/index.ts'
import type { Device } from '../runtime/index.ts'
import { openSandbox, type Sandbox } from '../sandbox/index.ts'
import { type ChatTokenizer, loadTokenizer, type Tokenizer } from '../tokenizers/index.ts'
import { type ModelPrograms, modelPrograms } from './programs.ts'

/** A decoder whose parameters are state of a device, with all that it takes to talk to it. */
export interface ChatModel extends AsyncDisposable {
  readonly config: DecoderConfig
  readonly tokenizer: Tokenizer
  /** The Jinja template of conversations; absent for base models that have none. */
  readonly template: string | undefined
  /** Ids that end an answer. */
  readonly stop: readonly number[]
  /** Where the code runs that the model writes. */
  readonly sandbox: Sandbox
  readonly programs: ModelPrograms
  /**
   * Runs `work` once all earlier work on this model is done: its caches belong to one decoding at a time.
   */
  exclusively(): Promise<Disposable>
  /** Frees programs, caches and the sandbox. The device and the parameters on it stay. */
  close(): Promise<void>
}

/**
 * Opens a folder in Hugging Face's layout (a run's stage: `model.safetensors`, `config.json`, tokenizer files) on a
 * device. A device holds one model: parameters have the same names in all of them.
 *
 * @throws InstarError naming the file that is missing or damaged, and where tokenizer and model do not fit together.
 */
export async function openModel(folder: string, { device }: { readonly device: Device }): Promise<ChatModel> {
  const [{ config, parameters, generation }, tokenizer] = await Promise.all([loadModel(folder), loadTokenizer(folder)])
  await device.write(parameters)
  return modelOnDevice({ device, config, tokenizer, stop: generation.stop, weights: parameters })
}

/**
 * A model whose parameters are on the device already, as in training.
 *
 * @param parts.stop ids that end an answer, beside the tokenizer's end token
 * @param parts.weights the parameters' values where they will not change: decoding is faster then
 * @throws InstarError where the tokenizer has more tokens than the model.
 */
export function modelOnDevice(parts: {
  readonly device: Device
  readonly config: DecoderConfig
  readonly tokenizer: ChatTokenizer
  readonly stop?: readonly number[]
  readonly weights?: Readonly<Record<string, ParameterValue>>
}): ChatModel {
  const { device, config } = parts
  const { tokenizer, template, endToken } = parts.tokenizer
  if (tokenizer.vocabularySize > config.vocabularySize)
    throw new InstarError(
      msg`Expected a tokenizer of at most ${config.vocabularySize} tokens, as the model has, but found ${tokenizer.vocabularySize}`,
    )
  const end = endToken === undefined ? undefined : tokenizer.tokenId(endToken)
  const programs = modelPrograms(device, config, parts.weights)
  const sandbox = openSandbox({ workers: 2 })
  let last: Promise<void> = Promise.resolve()
  const model: ChatModel = {
    config,
    tokenizer,
    template,
    stop: [...new Set([...(parts.stop ?? []), ...(end === undefined ? [] : [end])])],
    sandbox,
    programs,
    async exclusively() {
      const before = last
      const { promise, resolve } = Promise.withResolvers<void>()
      last = promise
      await before
      return { [Symbol.dispose]: resolve }
    },
    async close() {
      await last
      await Promise.all([programs.release(), sandbox.close()])
    },
    [Symbol.asyncDispose]: () => model.close(),
  }
  return model
}
