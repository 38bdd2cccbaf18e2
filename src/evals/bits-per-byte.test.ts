import { describe, expect, test } from 'vitest'
import type { ChatModel } from '../generate/index.ts'
import { bitsPerByte } from './bits-per-byte.ts'

const contextLength = 8

/** Characters as ids; the loss of a target depends on it and on how much context it was predicted from. */
function fakeModel(lossOf: (target: number, place: number, previous: number) => number) {
  const rows: number[] = []
  const model = {
    config: { contextLength },
    tokenizer: {
      tokenId: (token: string) => (token === '<|endoftext|>' ? 0 : undefined),
      encode: (text: string) => Int32Array.from(text, character => character.charCodeAt(0)),
    },
    programs: {
      losses: async (tokens: Int32Array, targets: Int32Array) => {
        rows.push(tokens.length / contextLength)
        return Float32Array.from(targets, (target, at) => lossOf(target, at % contextLength, tokens[at]!))
      },
    },
  } as unknown as ChatModel
  return { model, rows }
}

describe('bits per byte', () => {
  test('a model that needs one bit per token of one byte needs one bit per byte', async () => {
    const { model } = fakeModel(() => Math.LN2)
    for (const text of ['a', 'abcdefgh', 'abcdefghi', 'x'.repeat(100)]) {
      const score = await bitsPerByte(model, [text])
      expect(score.bitsPerByte).toBeCloseTo(1, 6)
      expect(score.perplexity).toBeCloseTo(2, 6)
      expect([score.tokens, score.bytes]).toEqual([text.length, text.length])
    }
  })

  test('Chinese characters have three bytes', async () => {
    const { model } = fakeModel(() => Math.LN2)
    expect((await bitsPerByte(model, ['西瓜籽'])).bitsPerByte).toBeCloseTo(1 / 3, 6)
  })

  test('every token counts once, after its true predecessor, and from half a context at least', async () => {
    const text = Array.from({ length: 60 }, (_, i) => String.fromCharCode(100 + i)).join('')
    const { model } = fakeModel((target, _place, previous) => {
      if (target > 0 && target > 100) expect(previous).toBe(target - 1)
      if (target === 100) expect(previous).toBe(0)
      return target - 99
    })
    const { nats } = await bitsPerByte(model, [text], { rows: 3 })
    expect(nats).toBe((60 * 61) / 2)
    // Were a token predicted from less, its loss would be larger here.
    const short = fakeModel((_, place) => (place < contextLength / 2 ? 1 : 0))
    expect((await bitsPerByte(short.model, [text])).nats).toBe(contextLength / 2)
  })

  test('texts are scored apart, several windows in a run', async () => {
    const { model, rows } = fakeModel((target, _, previous) => (target === 97 && previous === 0 ? 5 : 0))
    expect((await bitsPerByte(model, ['a', 'ab', 'b', 'a'], { rows: 3 })).nats).toBe(15)
    expect(rows).toEqual([3, 1])
  })

  test('a text may be as long as a book', async () => {
    const { model } = fakeModel(() => Math.LN2)
    expect((await bitsPerByte(model, ['x'.repeat(400_000)])).tokens).toBe(400_000)
  })

  test('nothing to score, or no separator, is an error', async () => {
    const { model } = fakeModel(() => 1)
    await expect(bitsPerByte(model, [''])).rejects.toThrow('Expected texts to score')
    await expect(bitsPerByte(model, ['a'], { separator: '<s>' })).rejects.toThrow('Expected a token <s>')
  })
})
