import { readFileSync } from 'node:fs'
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type BpeJson,
  encodeChat,
  encodeChatPrompt,
  renderChat,
  tokenizerFromJson,
} from '../../src/tokenizers/index.ts'
import { nastyText, sampleConversations, sampleTemplate, sampleTokenizers } from './samples.ts'

/** Written by hugging-face.py from the same corpus, with the versions that it names. */
const expected = JSON.parse(readFileSync(new URL('hugging-face.json', import.meta.url), 'utf8')) as {
  texts: string[]
  tokenizers: Record<string, { merges: string[] | null; ids: number[][]; decoded: string[] }>
  chats: { text: string; ids: number[]; prompt: number[] }[]
}
const samples = await sampleTokenizers()

describe("ids beside Hugging Face's JavaScript tokenizers", () => {
  // Their \s is ECMAScript's, which differs from Oniguruma's; the patterns that we train with avoid it.
  it.each(['apart', 'whole', 'common', 'glued'])('%s', name => {
    const ours = tokenizerFromJson(samples[name]!)
    const theirs = new HuggingFaceTokenizer(samples[name]!, {})
    fc.assert(
      fc.property(nastyText, text => {
        expect([...ours.encode(text, { special: true })]).toEqual(
          theirs.encode(text, { add_special_tokens: false }).ids,
        )
      }),
      { numRuns: 500 },
    )
  })
})

describe("stored results of transformers' AutoTokenizer", () => {
  it.each(Object.keys(samples))('%s: ids and decoded text', name => {
    const ours = tokenizerFromJson(samples[name]!)
    const stored = expected.tokenizers[name]!
    expected.texts.forEach((text, i) => {
      const ids = ours.encode(text, { special: true })
      expect([text, ...ids]).toEqual([text, ...stored.ids[i]!])
      expect(ours.decode(ids)).toBe(stored.decoded[i])
    })
  })

  it.each(['apart', 'glued'])('%s: BpeTrainer learns the same merges', name => {
    const { merges } = samples[name]!.model as BpeJson
    expect(merges.length).toBeGreaterThan(200)
    expect(merges).toEqual(expected.tokenizers[name]!.merges)
  })

  it('apply_chat_template gives the same text and ids', () => {
    const tokenizer = tokenizerFromJson(samples.apart!)
    sampleConversations.forEach((messages, i) => {
      const stored = expected.chats[i]!
      expect(renderChat(sampleTemplate, messages, { addGenerationPrompt: false })).toBe(stored.text)
      expect([...encodeChat(tokenizer, sampleTemplate, messages).ids]).toEqual(stored.ids)
      expect([...encodeChatPrompt(tokenizer, sampleTemplate, messages)]).toEqual(stored.prompt)
    })
  })
})
