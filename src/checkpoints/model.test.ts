import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DecoderConfig, type DecoderStyle, decoderConfig, decoderParameters } from '../models/index.ts'
import { initialise, type ParameterSpecs } from '../nn/index.ts'
import { configFromHuggingFace, configToHuggingFace } from './config.ts'
import { loadModel, saveModel } from './model.ts'
import { readSafetensors, readSafetensorsHeader, writeSafetensors } from './safetensors-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-model-'))
})
afterAll(() => rm(folder, { recursive: true }))

const generation = { stop: [6, 0], padding: 0, temperature: 0.7, topK: 20, topP: 0.9 }
const small = (style: DecoderStyle, more: Partial<DecoderConfig> = {}): DecoderConfig =>
  decoderConfig({ style, vocabularySize: 11, layers: 2, width: 32, heads: 2, contextLength: 16, ...more })

/** Every value differs, so that a wrong place shows. */
function numbered(specs: ParameterSpecs) {
  const noisy = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      { ...spec, initial: { kind: 'normal', deviation: 1 } as const },
    ]),
  )
  return initialise(noisy, 'test')
}

describe.each(['qwen3', 'llama', 'gpt2'] as const)('%s', style => {
  test.each([true, false])('a saved folder is loaded back (tied: %s)', async tieEmbeddings => {
    const config = small(style, { tieEmbeddings })
    const parameters = numbered(decoderParameters(config))
    await saveModel(folder, { config, parameters, generation })
    expect(await loadModel(folder)).toEqual({ config, parameters, generation })
  })
})

test('Qwen3 keeps its own names and layouts; optimizer state is left out', async () => {
  const config = small('qwen3')
  const parameters = numbered(decoderParameters(config))
  const extra = { 'optimizer.correction1': { shape: [], data: Float32Array.of(1) } }
  await saveModel(folder, { config, parameters: { ...parameters, ...extra }, generation })
  const { tensors, metadata } = await readSafetensors(join(folder, 'model.safetensors'))
  expect(tensors).toEqual(parameters)
  expect(metadata.format).toBe('pt')
})

test("GPT-2 is stored in Conv1D's layout with query, key and value in one matrix", async () => {
  const config = small('gpt2')
  const parameters = numbered(decoderParameters(config))
  await saveModel(folder, { config, parameters, generation })
  const { tensors } = await readSafetensors(join(folder, 'model.safetensors'))
  const fused = tensors['transformer.h.1.attn.c_attn.weight']!
  expect(fused.shape).toEqual([32, 96])
  const key = parameters['model.layers.1.self_attn.k_proj.weight']!
  // key[out 3, in 5] lies in row 5, column 32 + 3
  expect(fused.data[5 * 96 + 32 + 3]).toBe(key.data[3 * 32 + 5])
  expect(tensors['transformer.h.1.attn.c_attn.bias']!.data[64 + 2]).toBe(
    parameters['model.layers.1.self_attn.v_proj.bias']!.data[2],
  )
})

test('shards with an index are loaded', async () => {
  const config = small('llama')
  const parameters = numbered(decoderParameters(config))
  await saveModel(folder, { config, parameters, generation })
  const names = Object.keys(parameters)
  const halves = [names.slice(0, 5), names.slice(5)]
  const places: Record<string, string> = {}
  for (const [index, part] of halves.entries()) {
    const file = `model-${index}.safetensors`
    for (const name of part) places[name] = file
    await writeSafetensors(join(folder, file), Object.fromEntries(part.map(name => [name, parameters[name]!])))
  }
  await rm(join(folder, 'model.safetensors'))
  const index = join(folder, 'model.safetensors.index.json')
  await writeFile(index, JSON.stringify({ weight_map: places }))
  expect((await loadModel(folder)).parameters).toEqual(parameters)
  await rm(index)
})

test('what does not fit is one sentence that names the file or the tensor', async () => {
  const config = small('qwen3')
  const parameters = numbered(decoderParameters(config))
  await saveModel(folder, { config, parameters, generation })
  const weights = join(folder, 'model.safetensors')
  const before = await readFile(weights)

  const { 'model.norm.weight': _, ...incomplete } = parameters
  await expect(saveModel(folder, { config, parameters: incomplete, generation })).rejects.toThrow(
    'Expected model.norm.weight of shape [32], but found none',
  )
  expect(await readFile(weights)).toEqual(before)

  await writeSafetensors(weights, incomplete)
  await expect(loadModel(folder)).rejects.toThrow(`Expected a tensor model.norm.weight in ${folder}`)
  await writeSafetensors(weights, { ...parameters, 'model.norm.weight': { shape: [4], data: new Float32Array(4) } })
  await expect(loadModel(folder)).rejects.toThrow(
    'Expected model.norm.weight to give [32] for this config, but found [4]',
  )
  await expect(loadModel(join(folder, 'none'))).rejects.toThrow('There is no file')
  await writeFile(join(folder, 'config.json'), '{')
  await expect(loadModel(folder)).rejects.toThrow(`Expected JSON in ${join(folder, 'config.json')}`)
  expect((await readSafetensorsHeader(weights)).entries['model.norm.weight']!.shape).toEqual([4])
})

test('a config that asks for what we do not compute is refused, naming the field', () => {
  const json = configToHuggingFace(small('llama'), generation)
  const parse = (changes: object) => () => configFromHuggingFace({ ...json, ...changes }, 'config.json')
  expect(parse({})).not.toThrow()
  expect(parse({ model_type: 'bert' })).toThrow(
    'Expected model_type qwen3, llama, gpt2 in config.json, but found "bert"',
  )
  expect(parse({ attention_bias: true })).toThrow('Expected attention_bias in config.json to be false')
  expect(parse({ rope_scaling: { rope_type: 'llama3' }, rope_parameters: null })).toThrow('found the scaling "llama3"')
  expect(parse({ hidden_size: 'big' })).toThrow('Expected a number hidden_size in config.json, but found "big"')
  expect(parse({ num_key_value_heads: 3 })).toThrow(
    'Expected keyValueHeads to divide 2 heads, but found 3 (in config.json)',
  )
  expect(() => configFromHuggingFace([], 'config.json')).toThrow('Expected a JSON object in config.json')
})

test('older files give the rotary base at the top', () => {
  const { rope_parameters: _, ...json } = configToHuggingFace(small('llama', { ropeTheta: 5000 }), generation)
  expect(configFromHuggingFace(json, 'config.json').ropeTheta).toBe(5000)
})
