import { type DecoderConfig, decoderConfig } from 'instar/models'
import { type Device, openDevice } from 'instar/runtime'
import { type Tokenizer, type TokenizerJson, tokenizerFromJson } from 'instar/tokenizers'
import { characterTokenizer } from './characters.ts'
import { openSpeaker, type Speaker } from './speaking.ts'

/** A model on its device, from the moment that its text is known. */
export interface Model {
  readonly device: Device
  readonly config: DecoderConfig
  readonly json: TokenizerJson
  readonly tokenizer: Tokenizer
  readonly speaker: Speaker
}

export type DeviceName = 'wasm' | 'webgpu'

/** Some 330,000 parameters, and 96 for each character of the text. */
const size = { layers: 3, width: 96, heads: 3, contextLength: 64 }
const mostCharacters = 4096

/** Texts must be longer than the context, so that batches can be cut from them. */
export const leastCharacters = 2 * size.contextLength

export async function openModel(text: string, name: DeviceName): Promise<Model> {
  const json = characterTokenizer(text, mostCharacters)
  const tokenizer = tokenizerFromJson(json)
  const config = decoderConfig({ ...size, vocabularySize: tokenizer.vocabularySize })
  const worker = new Worker(new URL('./engine.ts', import.meta.url), { type: 'module' })
  const device = await openDevice({ worker, device: name })
  return { device, config, json, tokenizer, speaker: await openSpeaker(device, config) }
}
