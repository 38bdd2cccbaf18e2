import { beforeAll, describe, expect, it } from 'vitest'
import { type Tokenizer, tokenizerFromJson } from './tokenizer.ts'
import type { BpeJson, TokenizerJson } from './tokenizer-json.ts'
import { trainByteLevelBpe } from './trainers/byte-level-bpe.ts'

let json: TokenizerJson
let tokenizer: Tokenizer
beforeAll(async () => {
  json = await trainByteLevelBpe(['我们 we are', '我们 we are'], {
    vocabularySize: 275,
    specialTokens: ['<|endoftext|>', '<|end|>'],
    spacing: 'apart',
  })
  tokenizer = tokenizerFromJson(json)
})

describe('decoding', () => {
  it('holds an unfinished character back, and gives U+FFFD for it at the end', () => {
    const ids = [...'好'].flatMap(character => [...tokenizer.encode(character)])
    expect(ids).toHaveLength(3)
    const stream = tokenizer.decoder()
    expect(ids.map(id => stream.push(id))).toEqual(['', '', '好'])
    expect(stream.push(ids[0]!)).toBe('')
    expect(stream.end()).toBe('\ufffd')
  })

  it('keeps a byte order mark', () => {
    expect(tokenizer.decode(tokenizer.encode('\ufeffa'))).toBe('\ufeffa')
  })
})

describe('added tokens', () => {
  const withToken = (token: object) =>
    tokenizerFromJson({
      ...json,
      added_tokens: [
        ...json.added_tokens,
        { ...json.added_tokens[0]!, id: 999, content: '<x>', special: false, ...token },
      ],
    })

  it('may stand beyond the vocabulary and need not be special', () => {
    const extended = withToken({})
    const ids = extended.encode('a<x>b', { special: true })
    expect([...ids]).toContain(999)
    expect(extended.vocabularySize).toBe(1000)
    expect(extended.decode(ids, { skipSpecial: true })).toBe('a<x>b')
    expect(() => extended.token(998)).toThrow(/in use, found 998/)
  })

  it('swallow white space beside them when they say so', () => {
    const text = (token: object) => {
      const extended = withToken(token)
      return extended.decode(extended.encode('a  <x>  b', { special: true }))
    }
    expect(text({ lstrip: true })).toBe('a<x>  b')
    expect(text({ rstrip: true })).toBe('a  <x>b')
  })

  it('are found after normalisation when they say so', () => {
    const composed = tokenizerFromJson({
      ...json,
      normalizer: { type: 'NFKC' },
      added_tokens: [{ ...json.added_tokens[1]!, normalized: true }],
    })
    expect([...composed.encode('＜|end|＞', { special: true })]).toEqual([1])
  })

  it('of which the longest counts', () => {
    const longer = withToken({ content: '<|end|>>' })
    expect([...longer.encode('<|end|>>', { special: true })]).toEqual([999])
  })
})

it('takes a piece that is a token without merging, where the model says so', () => {
  const model = json.model as BpeJson
  const pieces = { ...model, merges: [], ignore_merges: true }
  const whole = tokenizerFromJson({ ...json, model: pieces })
  expect([...whole.encode('我')]).toEqual([...tokenizer.encode('我')])
  expect(whole.encode('我')).toHaveLength(1)
})

describe('a tokenizer.json that cannot be read', () => {
  const bytes = { type: 'ByteLevel', add_prefix_space: false, use_regex: false }
  const broken = (change: object) => () => tokenizerFromJson({ ...json, ...change } as TokenizerJson)
  const brokenModel = (change: object) => broken({ model: { ...json.model, ...change } })
  it.each([
    ['a normaliser not read yet', () => broken({ normalizer: { type: 'Precompiled' } }), /normalizer: .*Precompiled/],
    ['an unknown normaliser', () => broken({ normalizer: { type: 'Magic' } }), /types .*NFC.*, found "Magic"/],
    [
      'a pre-tokenizer inside a sequence',
      () => broken({ pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'Metaspace' }, bytes] } }),
      /pre_tokenizer\.pretokenizers\[0\]: .*Metaspace are not supported/,
    ],
    [
      'ByteLevel before another',
      () => broken({ pre_tokenizer: { type: 'Sequence', pretokenizers: [bytes, { type: 'Digits' }] } }),
      /ByteLevel to be the last/,
    ],
    ['no pre-tokenizer', () => broken({ pre_tokenizer: null }), /BPE over characters is not supported/],
    ['another model', () => brokenModel({ type: 'WordPiece' }), /model: .*WordPiece are not supported/],
    ['no model', () => broken({ model: undefined }), /expected an object with a "model"/],
    ['a model without type', () => brokenModel({ type: undefined }), /model\.type/],
    ['no merges', () => brokenModel({ merges: undefined }), /model\.merges a list/],
    ['byte fallback', () => brokenModel({ byte_fallback: true }), /model\.byte_fallback: expected false/],
    ['dropout', () => brokenModel({ dropout: 0.1 }), /model\.dropout/],
    ['a byte missing', () => brokenModel({ vocab: { a: 0 }, merges: [] }), /expected the byte "Ā"/],
    ['a merge of no token', () => brokenModel({ merges: ['a q'] }), /expected the merged token "aq"/],
    ['another decoder', () => broken({ decoder: { type: 'WordPiece' } }), /decoder: .*WordPiece/],
    [
      'a token for whole words',
      () => broken({ added_tokens: [{ ...json.added_tokens[0], single_word: true }] }),
      /single_word/,
    ],
  ])('%s', (_, make, message) => {
    expect(make()).toThrow(message)
  })
})
