import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkOperator } from '../../test/oracle/check-operator.ts'
import { formulaParameters } from '../../test/parity/formula.ts'
import { constant, gradients, input, mul, type Tensor } from '../graph/index.ts'
import { crossEntropy, declareParameters, loraParameters, type ParameterSpecs, withLora } from '../nn/index.ts'
import { type Device, type HostTensor, openDevice } from '../runtime/index.ts'
import { type DecoderStyle, decoderConfig } from './config.ts'
import {
  countedPlaces,
  decoderCaches,
  decoderInputs,
  decoderLogits,
  decoderLoss,
  decoderParameters,
} from './decoder.ts'

let device: Device
beforeAll(async () => {
  device = await openDevice({ threads: 1 })
})
afterAll(() => device.close())

const tiny = (style: DecoderStyle, tieEmbeddings = true) =>
  decoderConfig({
    style,
    vocabularySize: 7,
    layers: 2,
    width: 32,
    heads: 2,
    keyValueHeads: style === 'gpt2' ? 2 : 1,
    contextLength: 8,
    hiddenWidth: 8,
    tieEmbeddings,
  })

describe.each([
  ['qwen3', true],
  ['llama', false],
  ['gpt2', true],
] as const)('%s, tied: %s', (style, tied) => {
  test('gradients of the whole decoder agree with finite differences, for every parameter', async () => {
    const config = tiny(style, tied)
    const specs = decoderParameters(config)
    const names = Object.keys(specs)
    const ids = (values: readonly number[]) => constant(Int32Array.from(values), [2, 5])
    // Two documents in the first row, padding of weight 0 at the end of the second.
    const batch = {
      tokens: ids([1, 3, 5, 5, 2, 0, 6, 4, 1, 0]),
      targets: ids([3, 5, 4, 2, 1, 6, 4, 1, 1, 0]),
      positions: ids([0, 1, 2, 0, 1, 0, 1, 2, 3, 4]),
      documents: ids([0, 0, 0, 1, 1, 0, 0, 0, 0, 0]),
      lossWeights: constant(Float32Array.of(1, 1, 1, 1, 1, 1, 1, 0.5, 0, 0), [2, 5]),
    }
    // Matrices of the oracle's numbers are too large for smooth attention without query and key norms.
    const scaled = (x: Tensor) => (x.shape.length === 2 ? mul(x, 0.25) : x)
    const build = (...parameters: readonly Tensor[]) =>
      decoderLoss(config, Object.fromEntries(names.map((name, i) => [name, scaled(parameters[i]!)])), batch)
    const inputs = names.map(name => ({ shape: specs[name]!.shape }))
    expect(await checkOperator(device, { inputs, build, probes: 3 })).toEqual([])
  })
})

test('a decoder with adapters: gradients of all of them agree with finite differences', async () => {
  const config = tiny('gpt2')
  const specs = decoderParameters(config)
  const added = loraParameters(specs, { rank: 2, adapts: name => /q_proj|up_proj|down_proj/.test(name) })
  const names = Object.keys(added)
  expect(names).toHaveLength(2 * 3 * config.layers)
  const frozen = Object.fromEntries(
    Object.entries(formulaParameters(specs)).map(([name, { data, shape }]) => [name, constant(data, shape)]),
  )
  const ids = (values: readonly number[]) => constant(Int32Array.from(values), [1, 6])
  const batch = {
    tokens: ids([1, 3, 5, 5, 2, 0]),
    targets: ids([3, 5, 5, 2, 0, 4]),
    positions: ids([0, 1, 2, 3, 4, 5]),
    lossWeights: constant(1, [1, 6]),
  }
  const build = (...tensors: readonly Tensor[]) => {
    const adapters = Object.fromEntries(names.map((name, i) => [name, mul(tensors[i]!, 0.25)]))
    return decoderLoss(config, withLora(frozen, adapters, 1), batch)
  }
  const inputs = names.map(name => ({ shape: added[name]!.shape }))
  expect(await checkOperator(device, { inputs, build, probes: 3 })).toEqual([])
})

/** Loss and gradients of all parameters, by output name. */
async function lossAndGradients(
  specs: ParameterSpecs,
  feeds: Readonly<Record<string, HostTensor>>,
  loss: (parameters: Readonly<Record<string, Tensor>>) => Tensor,
): Promise<Record<string, HostTensor>> {
  const parameters = declareParameters(specs)
  const value = loss(parameters)
  const found = gradients(value, Object.values(parameters))
  const outputs = Object.fromEntries(Object.keys(parameters).map((name, i) => [name, found[i]!]))
  const program = await device.compile({ outputs: { loss: value, ...outputs }, updates: new Map() })
  const result = await program.run(feeds)
  await program.release()
  return result
}

test('layers computed again for the gradient: the same bits', async () => {
  const config = tiny('qwen3')
  const specs = decoderParameters(config)
  await device.write(formulaParameters(specs))
  const ids = (values: readonly number[]) => ({ shape: [1, 6], data: Int32Array.from(values) })
  const feeds = {
    tokens: ids([1, 3, 5, 5, 2, 0]),
    targets: ids([3, 5, 5, 2, 0, 4]),
    positions: ids([0, 1, 2, 0, 1, 2]),
    documents: ids([0, 0, 0, 1, 1, 1]),
    lossWeights: { shape: [1, 6], data: new Float32Array(6).fill(1) },
  }
  const run = (recompute: boolean) =>
    lossAndGradients(specs, feeds, parameters => decoderLoss(config, parameters, decoderInputs(1, 6), { recompute }))
  expect(await run(true)).toEqual(await run(false))
})

test('long rows and a large vocabulary: in parts the same loss and gradients', async () => {
  const [rows, time] = [5, 512]
  const config = decoderConfig({
    ...tiny('qwen3'),
    layers: 1,
    heads: 4,
    keyValueHeads: 2,
    headWidth: 16,
    contextLength: time,
    vocabularySize: 8192,
  })
  const specs = decoderParameters(config)
  await device.write(formulaParameters(specs))
  const ids = (value: (i: number) => number) => ({
    shape: [rows, time],
    data: Int32Array.from({ length: rows * time }, (_, i) => value(i)),
  })
  const feeds = {
    tokens: ids(i => (i * i) % 8192),
    targets: ids(i => (i * 5) % 8192),
    positions: ids(i => (i % time < 300 ? i % time : (i % time) - 300)),
    documents: ids(i => Number(i % time >= 300)),
    lossWeights: { shape: [rows, time], data: Float32Array.from({ length: rows * time }, (_, i) => i % 2) },
  }
  const batch = decoderInputs(rows, time)
  const inParts = await lossAndGradients(specs, feeds, parameters => decoderLoss(config, parameters, batch))
  // Attention behind a prefix, here an empty one, is never in blocks.
  const prefix = constant(new Uint8Array(rows * time), [rows, time])
  const whole = await lossAndGradients(specs, feeds, parameters =>
    crossEntropy(decoderLogits(config, parameters, { ...batch, prefix }), batch.targets, batch.lossWeights),
  )
  for (const [name, { data }] of Object.entries(whole) as [string, { data: Float32Array }][]) {
    const found = inParts[name]!.data
    const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    const apart = data.reduce((most, value, i) => Math.max(most, Math.abs(value - Number(found[i]))), 0)
    expect(apart / largest, name).toBeLessThan(2e-6)
  }
})

test('logits for the counted places alone: the same loss, the same gradients', async () => {
  const config = tiny('qwen3', false)
  const specs = decoderParameters(config)
  const names = Object.keys(specs)
  await device.write(formulaParameters(specs))
  const [rows, time] = [4, 8]
  const lossWeights = Float32Array.from({ length: rows * time }, (_, i) => (i % 3 === 0 ? 0 : i % 4))
  const ids = (value: (i: number) => number) => ({
    shape: [rows, time],
    data: Int32Array.from({ length: rows * time }, (_, i) => value(i)),
  })
  const feeds = {
    tokens: ids(i => (i * i) % 7),
    targets: ids(i => (i * 5) % 7),
    positions: ids(i => i % time),
    documents: ids(() => 0),
    lossWeights: { shape: [rows, time], data: lossWeights },
  }
  const run = async (counted?: Int32Array) => {
    const parameters = declareParameters(specs)
    const places = counted && input('counted', [counted.length], 'int32')
    const loss = decoderLoss(config, parameters, decoderInputs(rows, time), { counted: places })
    const found = gradients(
      loss,
      names.map(name => parameters[name]!),
    )
    const outputs = { loss, ...Object.fromEntries(names.map((name, i) => [name, found[i]!])) }
    const program = await device.compile({ outputs, updates: new Map() })
    const result = await program.run(
      counted ? { ...feeds, counted: { shape: [counted.length], data: counted } } : feeds,
    )
    await program.release()
    return result
  }
  const whole = await run()
  for (const counted of [
    countedPlaces(lossWeights, 24),
    Int32Array.from(lossWeights.keys()).filter(i => lossWeights[i]! > 0),
  ]) {
    const part = await run(counted)
    for (const [name, { data }] of Object.entries(whole))
      for (const [i, value] of data.entries())
        expect(Math.abs(Number(part[name]!.data[i]) - Number(value)), name).toBeLessThan(1e-6)
  }
})

test('counted places come first and are filled up to the size asked for', () => {
  const weights = new Float32Array(1000)
  weights.fill(1, 10, 150)
  const places = countedPlaces(weights, 256)
  expect(places.length).toBe(256)
  expect([...places.subarray(0, 140)]).toEqual(Array.from({ length: 140 }, (_, i) => i + 10))
  expect(new Set(places).size).toBe(256)
  expect(() => countedPlaces(weights, 139)).toThrow('Expected a size from 140, the counted tokens, to 1000')
  expect(() => countedPlaces(weights, 1001)).toThrow('to 1000, all of them, but found 1001')
})

test('a new decoder begins as the identity: its residual matrices are 0', () => {
  const specs = decoderParameters(tiny('qwen3', false))
  const zeros = Object.keys(specs).filter(name => specs[name]!.initial.kind === 'zeros')
  expect(zeros).toEqual(
    [0, 1].flatMap(layer => [
      `model.layers.${layer}.self_attn.o_proj.weight`,
      `model.layers.${layer}.mlp.down_proj.weight`,
    ]),
  )
  const roles = new Set(Object.values(specs).map(({ role }) => role))
  expect(roles).toEqual(new Set(['embedding', 'norm', 'matrix', 'head']))
  expect('lm_head.weight' in decoderParameters(tiny('qwen3', true))).toBe(false)
})

test('caches are sized by streams, key heads and context', () => {
  const caches = decoderCaches(tiny('qwen3'), 3)
  expect(Object.keys(caches)).toEqual(['cache.0.key', 'cache.0.value', 'cache.1.key', 'cache.1.value'])
  expect(caches['cache.1.value']!.shape).toEqual([3, 1, 8, 16])
})

test('defaults are filled in and mistakes are named', () => {
  const minimal = { vocabularySize: 100, layers: 4, width: 192, heads: 3 }
  expect(decoderConfig(minimal)).toMatchObject({
    style: 'qwen3',
    keyValueHeads: 3,
    headWidth: 64,
    hiddenWidth: 512,
    tieEmbeddings: true,
  })
  expect(decoderConfig({ ...minimal, style: 'gpt2' }).hiddenWidth).toBe(768)
  expect(() => decoderConfig({ ...minimal, heads: 5 })).toThrow('Expected headWidth to be a multiple of 16 for qwen3')
  expect(() => decoderConfig({ ...minimal, keyValueHeads: 2 })).toThrow('Expected keyValueHeads to divide 3 heads')
  expect(() => decoderConfig({ ...minimal, layers: 0 })).toThrow('Expected layers to be a whole number of at least 1')
  expect(() => decoderConfig({ ...minimal, style: 'gpt2', keyValueHeads: 1 })).toThrow('as many key heads as heads')
  expect(() => decoderConfig({ ...minimal, style: 'bert' as DecoderStyle })).toThrow(
    'qwen3, llama, gpt2, but found bert',
  )
})
