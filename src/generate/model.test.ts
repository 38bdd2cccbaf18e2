import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { saveModel } from '../checkpoints/index.ts'
import { decoderConfig, decoderParameters } from '../models/index.ts'
import { initialise } from '../nn/index.ts'
import { type Device, openDevice } from '../runtime/index.ts'
import { chatTemplate, chatTokens, loadTokenizer, saveTokenizer, trainByteLevelBpe } from '../tokenizers/index.ts'
import { answer, generate, modelOnDevice, openModel } from './index.ts'

const config = decoderConfig({ vocabularySize: 288, layers: 1, width: 32, heads: 2, contextLength: 32 })
let folder: string
let device: Device
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-model-'))
  device = await openDevice({ threads: 1 })
  const parameters = initialise(decoderParameters(config), 'model test')
  await saveModel(folder, { config, parameters, generation: { stop: [5] } })
  const json = await trainByteLevelBpe(['a b'], { vocabularySize: 264, specialTokens: chatTokens, spacing: 'apart' })
  await saveTokenizer(folder, { json, template: chatTemplate })
})
afterAll(async () => {
  await device.close()
  await rm(folder, { recursive: true })
})

test('opens a stage folder, answers from it, and leaves the device as it was', async () => {
  const before = Object.keys(await device.read())
  const model = await openModel(folder, { device })
  expect(model.config).toEqual(config)
  expect(model.template).toBe(chatTemplate)
  expect(model.stop).toEqual([5, model.tokenizer.tokenId('<|end|>')])
  const events = await Array.fromAsync(
    answer(model, [{ role: 'user', content: 'hi' }], { maxTokens: 4, temperature: 1 }),
  )
  expect(events.at(-1)).toMatchObject({ type: 'end', tokens: 4, reason: 'maxTokens' })
  await model.close()
  expect(
    Object.keys(await device.read())
      .filter(name => !before.includes(name))
      .sort(),
  ).toEqual(Object.keys(decoderParameters(config)).sort())
})

test('a model that does not compile says so, and closes without saying it again', async () => {
  const broken: Device = { ...device, compile: () => Promise.reject(new Error('no such kernel')) }
  const model = modelOnDevice({ device: broken, config, tokenizer: await loadTokenizer(folder) })
  await expect(Array.fromAsync(generate(model, [[1]]))).rejects.toThrow('no such kernel')
  await model.close()
})

test('a folder without a model is one sentence', async () => {
  await expect(openModel(join(folder, 'nowhere'), { device })).rejects.toThrow(
    /There is no file .*nowhere.*config\.json/,
  )
})
