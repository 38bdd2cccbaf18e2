import { modelFiles } from 'instar/checkpoints'
import { type DecoderConfig, decoderParameters } from 'instar/models'
import type { Device } from 'instar/runtime'
import { chatTemplate, type TokenizerJson, tokenizerFiles } from 'instar/tokenizers'
import { endOfText } from './characters.ts'

/** The files of a folder that Instar in Node and `transformers` open, by name. */
export async function filesOfModel(
  device: Device,
  config: DecoderConfig,
  json: TokenizerJson,
): Promise<Record<string, Blob>> {
  const parameters = await device.read(Object.keys(decoderParameters(config)))
  const model = modelFiles({ config, parameters, generation: { stop: [0], padding: 0 } })
  const tokenizer = tokenizerFiles({
    json,
    template: chatTemplate,
    endToken: endOfText,
    paddingToken: endOfText,
    contextLength: config.contextLength,
  })
  return Object.fromEntries(
    Object.entries({ ...model, ...tokenizer }).map(([name, content]) => [
      name,
      new Blob((typeof content === 'string' ? [content] : content) as BlobPart[]),
    ]),
  )
}
