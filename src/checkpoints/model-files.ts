import type { DecoderConfig } from '../models/index.ts'
import type { ParameterValue } from '../nn/index.ts'
import { configToHuggingFace, type GenerationConfig, generationToHuggingFace } from './config.ts'
import { toStored } from './names.ts'
import { encodeSafetensors } from './safetensors.ts'

/** What a model folder holds beside its tokenizer. */
export interface SavedModel {
  readonly config: DecoderConfig
  /** By state name. Others than the decoder's own (optimizer state, say) are left out on saving. */
  readonly parameters: Readonly<Record<string, ParameterValue>>
  readonly generation: GenerationConfig
}

export const weightsFile = 'model.safetensors'

/**
 * The files of a folder that `transformers` opens as it is, by name, in parts: `model.safetensors`,
 * `generation_config.json` and, last, `config.json`. The tokenizer's are `tokenizerFiles`'.
 *
 * @throws InstarError where a parameter is missing.
 */
export function modelFiles(model: SavedModel): Record<string, readonly Uint8Array[]> {
  const json = (value: unknown) => [new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)]
  return {
    [weightsFile]: encodeSafetensors(toStored(model.config, model.parameters), { format: 'pt' }),
    'generation_config.json': json(generationToHuggingFace(model.generation)),
    'config.json': json(configToHuggingFace(model.config, model.generation)),
  }
}
