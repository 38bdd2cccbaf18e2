import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InstarError, msg } from '../errors/index.ts'
import { writeWhole } from '../files/index.ts'
import { configFromHuggingFace, generationFromHuggingFace } from './config.ts'
import { modelFiles, type SavedModel, weightsFile } from './model-files.ts'
import { fromStored } from './names.ts'
import type { TensorValue } from './safetensors.ts'
import { readSafetensors } from './safetensors-file.ts'

const indexFile = 'model.safetensors.index.json'

/**
 * Saves a model as the folder of {@link modelFiles}. Every file is written whole, and `config.json` last, so that it
 * stands for a finished folder. The tokenizer's files are `saveTokenizer`'s.
 *
 * @throws InstarError where a parameter is missing or the folder cannot be written.
 */
export async function saveModel(folder: string, model: SavedModel): Promise<void> {
  for (const [name, parts] of Object.entries(modelFiles(model))) await writeWhole(join(folder, name), parts)
}

/**
 * Loads a folder in Hugging Face's layout, ours or another's, in one file or in shards with an index.
 *
 * @throws InstarError naming the file and what is wrong with it.
 */
export async function loadModel(folder: string): Promise<SavedModel> {
  const config = configFromHuggingFace(await readJson(join(folder, 'config.json')), join(folder, 'config.json'))
  const stored = await readWeights(folder)
  // Files of the bare model, without its head, leave out the first part of the names.
  const find = (name: string) => stored[name] ?? stored[name.replace(/^(transformer|model)\./, '')]
  const parameters = fromStored(config, name => {
    const value = find(name)
    if (value === undefined) throw new InstarError(msg`Expected a tensor ${name} in ${folder}, but it is not there`)
    if (!(value.data instanceof Float32Array))
      throw new InstarError(msg`Expected floating-point numbers in ${name} of ${folder}, but found whole ones`)
    return { shape: value.shape, data: value.data }
  })
  const generationFile = join(folder, 'generation_config.json')
  const generation = generationFromHuggingFace((await readJson(generationFile, true)) ?? {}, generationFile)
  return { config, parameters, generation }
}

async function readWeights(folder: string): Promise<Record<string, TensorValue>> {
  const index = await readJson(join(folder, indexFile), true)
  if (index === undefined) return (await readSafetensors(join(folder, weightsFile))).tensors
  const { weight_map: places } = index as { readonly weight_map?: unknown }
  if (typeof places !== 'object' || places === null)
    throw new InstarError(msg`Expected weight_map in ${join(folder, indexFile)}, but found none`)
  const tensors: Record<string, TensorValue> = {}
  for (const file of new Set(Object.values(places)))
    Object.assign(tensors, (await readSafetensors(join(folder, String(file)))).tensors)
  return tensors
}

async function readJson(path: string, optional = false): Promise<unknown> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    if (missing && optional) return undefined
    throw new InstarError(missing ? msg`There is no file ${path}` : msg`Could not read ${path}: ${cause}`, {
      cause,
    })
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InstarError(msg`Expected JSON in ${path}, but found: ${cause}`, { cause })
  }
}
