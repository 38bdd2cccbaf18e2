import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DecoderConfig, decoderConfig, decoderParameters } from '../models/index.ts'
import { random } from '../random/index.ts'
import { type Device, openDevice } from '../runtime/index.ts'
import type { ChatTokenizer } from '../tokenizers/index.ts'
import { type GenerateEvent, type GenerateOptions, generate, type Proceed } from './generate.ts'
import { type ChatModel, modelOnDevice } from './model.ts'

const size = 40
const config: DecoderConfig = decoderConfig({
  vocabularySize: size,
  layers: 2,
  width: 32,
  heads: 2,
  keyValueHeads: 1,
  contextLength: 24,
})
const tokenizer = { tokenizer: { vocabularySize: size } } as ChatTokenizer

/** Weights large enough that the next token depends on the whole context. */
function parameters() {
  return Object.fromEntries(
    Object.entries(decoderParameters(config)).map(([name, { shape, role }]) => {
      const stream = random('decode test', name)
      const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
        role === 'norm' ? 1 : 0.4 * stream.normal(),
      )
      return [name, { shape, data }]
    }),
  )
}

let device: Device
let model: ChatModel
beforeAll(async () => {
  device = await openDevice({ threads: 1 })
  await device.write(parameters())
  model = modelOnDevice({ device, config, tokenizer })
})
afterAll(async () => {
  await model.close()
  await device.close()
})

const stream = random('prompts')
const prompts = Array.from({ length: 11 }, (_, i) =>
  Int32Array.from({ length: 1 + (i % 5) * 3 }, () => stream.integer(size)),
)

/** All tokens by stream, and the reasons of the ends. */
async function collect(of: readonly ArrayLike<number>[], options: GenerateOptions, proceed?: Proceed) {
  const tokens: number[][] = of.map(() => [])
  const reasons: string[] = []
  const events: GenerateEvent[] = []
  for await (const event of generate(model, of, options, proceed)) {
    events.push(event)
    if (event.type === 'token') tokens[event.stream]!.push(event.token)
    else reasons[event.stream] = event.reason
  }
  return { tokens, reasons, events }
}

/** -log p of each token after the first, without a cache. */
async function losses(sequence: readonly number[]): Promise<Float32Array> {
  const row = (tokens: readonly number[]) => {
    const filled = new Int32Array(config.contextLength)
    filled.set(tokens)
    return filled
  }
  const all = await model.programs.losses(row(sequence.slice(0, -1)), row(sequence.slice(1)))
  return all.subarray(0, sequence.length - 1)
}

describe('cached decoding', () => {
  test('takes the tokens that scoring the whole sequence finds likeliest', async () => {
    const { tokens } = await collect(prompts, { maxTokens: 8 })
    for (const [i, prompt] of prompts.entries()) {
      const sequence = [...prompt, ...tokens[i]!]
      for (let at = prompt.length; at < sequence.length; at++) {
        const ofAll = await Promise.all(
          Array.from({ length: size }, async (_, id) => (await losses([...sequence.slice(0, at), id])).at(-1)!),
        )
        expect(ofAll.indexOf(Math.min(...ofAll))).toBe(sequence[at])
      }
      if (i >= 3) break // each takes hundreds of runs
    }
  })

  test.each([
    ['greedy', {}],
    ['sampled', { temperature: 1.2, topP: 0.95, seed: 7 }],
    ['with penalties', { repetitionPenalty: 1.3, presencePenalty: 0.2 }],
  ] as [string, GenerateOptions][])(
    '%s: the same alone, all at once, and in fewer places than streams',
    async (_, how) => {
      const options = { ...how, maxTokens: 9, stop: [3, 5] }
      const all = await collect(prompts, options)
      const few = await collect(prompts, { ...options, streams: 3 })
      expect(few.tokens).toEqual(all.tokens)
      expect(few.reasons).toEqual(all.reasons)
      if (how.temperature === undefined)
        for (const [i, prompt] of prompts.entries())
          expect((await collect([prompt], options)).tokens[0]).toEqual(all.tokens[i])
    },
  )

  test('seeds give other streams, equal seeds the same', async () => {
    const once = (seed: number) => collect(prompts.slice(0, 3), { temperature: 1, seed, maxTokens: 6 })
    expect((await once(1)).tokens).toEqual((await once(1)).tokens)
    expect((await once(1)).tokens).not.toEqual((await once(2)).tokens)
  })

  test('weights inside the programs give the tokens that weights as state give', async () => {
    const asState = await collect(prompts, { maxTokens: 10 })
    await using other = await openDevice({ threads: 1 })
    await using embedded = modelOnDevice({ device: other, config, tokenizer, weights: parameters() })
    const tokens: number[][] = prompts.map(() => [])
    for await (const event of generate(embedded, prompts, { maxTokens: 10 }))
      if (event.type === 'token') tokens[event.stream]!.push(event.token)
    expect(tokens).toEqual(asState.tokens)
  })

  test('greedy in the graph and greedy on the host agree', async () => {
    const inGraph = await collect(prompts, { maxTokens: 10 })
    const onHost = await collect(prompts, { maxTokens: 10, temperature: 1, topK: 1 })
    expect(onHost.tokens).toEqual(inGraph.tokens)
  })
})

describe('streams end', () => {
  test('at a stop token, which is given out', async () => {
    const [token] = (await collect([prompts[0]!], { maxTokens: 1 })).tokens[0]!
    const { events } = await collect([prompts[0]!], { stop: [token!] })
    expect(events).toEqual([
      { type: 'token', stream: 0, token },
      { type: 'end', stream: 0, reason: 'stop' },
    ])
  })

  test('after maxTokens, at the end of the context, and at once where a prompt leaves no room', async () => {
    const full = new Int32Array(config.contextLength)
    const { tokens, reasons } = await collect([prompts[1]!, full, full.subarray(1), new Int32Array(0)], {
      maxTokens: 2,
    })
    expect(tokens.map(list => list.length)).toEqual([2, 0, 1, 0])
    expect(reasons).toEqual(['maxTokens', 'length', 'length', 'length'])
    expect((await collect([prompts[0]!], {})).tokens[0]).toHaveLength(config.contextLength - 1)
    expect(await collect([prompts[0]!], { maxTokens: 0 })).toMatchObject({ tokens: [[]], reasons: ['maxTokens'] })
    expect((await collect([], {})).events).toEqual([])
  })
})

describe('streams go on', () => {
  test('from a context that shares a part with the old one, as from a fresh start, while others run', async () => {
    const plain = await collect(prompts, { maxTokens: 12 })
    const [first, second] = plain.tokens[0]!
    // Stream 0 stops at its second token and goes on from another context; so may others that hit that token.
    const other = Int32Array.of(...prompts[0]!, first!, 9, 8, 7)
    const proceeded = new Map<number, number>()
    const { tokens } = await collect(prompts, { maxTokens: 12, stop: [second!], streams: 4 }, async index => {
      proceeded.set(index, (proceeded.get(index) ?? 0) + 1)
      await new Promise(resolve => setTimeout(resolve, 5))
      return index === 0 && proceeded.get(index) === 1 ? other : undefined
    })
    const fresh = await collect([other], { maxTokens: 10, stop: [second!] })
    expect(tokens[0]).toEqual([first, second, ...fresh.tokens[0]!])
    for (const [i, list] of plain.tokens.entries()) {
      if (i === 0) continue
      const end = list.indexOf(second!)
      expect(tokens[i]).toEqual(end < 0 ? list : list.slice(0, end + 1))
    }
  })

  test('or fail with what the caller failed with', async () => {
    const [token] = (await collect([prompts[0]!], { maxTokens: 1 })).tokens[0]!
    const failing = collect([prompts[0]!], { stop: [token!] }, () => Promise.reject(new Error('no tool')))
    await expect(failing).rejects.toThrow('no tool')
  })
})

describe('one decoding at a time', () => {
  test('a second one waits, also when the first is left early or aborted', async () => {
    const expected = await collect(prompts, { maxTokens: 6 })
    const both = await Promise.all([collect(prompts, { maxTokens: 6 }), collect(prompts.slice(0, 2), { maxTokens: 6 })])
    expect(both[0].tokens).toEqual(expected.tokens)
    expect(both[1].tokens).toEqual(expected.tokens.slice(0, 2))
    for await (const _ of generate(model, prompts)) break
    await expect(collect(prompts, { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop')
    expect((await collect(prompts, { maxTokens: 6 })).tokens).toEqual(expected.tokens)
  })
})

test('a tokenizer with more tokens than the model is an error', () => {
  const larger = { tokenizer: { vocabularySize: size + 1 } } as ChatTokenizer
  expect(() => modelOnDevice({ device, config, tokenizer: larger })).toThrow(
    'at most 40 tokens, as the model has, but found 41',
  )
})
