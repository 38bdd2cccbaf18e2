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
    [
      'a damaged table',
      () => broken({ normalizer: { type: 'Precompiled', precompiled_charsmap: 'AAEAAA==' } }),
      /normalizer\.precompiled_charsmap: expected a trie of 256 bytes, found 4/,
    ],
    ['an unknown normaliser', () => broken({ normalizer: { type: 'Magic' } }), /types .*NFC.*, found "Magic"/],
    [
      'a setting inside a sequence',
      () =>
        broken({
          pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'Metaspace', replacement: '' }, bytes] },
        }),
      /pre_tokenizer\.pretokenizers\[0\]\.replacement: expected one character, found ""/,
    ],
    [
      'ByteLevel before another',
      () => broken({ pre_tokenizer: { type: 'Sequence', pretokenizers: [bytes, { type: 'Digits' }] } }),
      /ByteLevel to be the last/,
    ],
    ['a pattern without text', () => broken({ normalizer: { type: 'Replace', content: '' } }), /normalizer\.pattern/],
    ['no unknown token', () => brokenModel({ type: 'WordPiece' }), /model\.unk_token: expected a token, found none/],
    ['scores missing', () => brokenModel({ type: 'Unigram' }), /model\.vocab: expected a list of \[token, score\]/],
    ['an unknown model', () => brokenModel({ type: 'Magic' }), /model .*BPE, Unigram, .*"Magic"/],
    ['no model', () => broken({ model: undefined }), /expected an object with a "model"/],
    ['ids that are none', () => brokenModel({ vocab: { a: -1 } }), /model\.vocab: expected an id for "a", found -1/],
    ['no merges', () => brokenModel({ type: 'BPE', merges: undefined }), /model\.merges: expected a list of pairs/],
    ['dropout', () => brokenModel({ dropout: 0.1 }), /model\.dropout/],
    ['a merge of no token', () => brokenModel({ merges: ['a q'] }), /expected the merged token "aq"/],
    ['an unknown decoder', () => broken({ decoder: { type: 'Magic' } }), /decoder .*WordPiece, found "Magic"/],
    [
      'a template without its token',
      () =>
        broken({
          post_processor: {
            type: 'TemplateProcessing',
            single: [{ SpecialToken: { id: '[X]', type_id: 0 } }],
            pair: [],
            special_tokens: {},
          },
        }),
      /post_processor\.single\[0\]: expected \[X\] among special_tokens/,
    ],
    ['an added token without id', () => broken({ added_tokens: [{ content: 'x' }] }), /added_tokens\[0\]/],
  ])('%s', (_, make, message) => {
    expect(make()).toThrow(message)
  })
})
