import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Tokenizer, tokenizerFromJson } from '../../../src/tokenizers/index.ts'
import { wholeCorpora } from './corpus.ts'
import { digest } from './digest.ts'
import { findsSpecial, jsonOf } from './vocabulary.ts'

interface Reference {
  readonly texts: number
  readonly characters: number
  readonly tokens: Readonly<Record<string, number>>
  readonly ids: Readonly<Record<string, string>>
}

const file = new URL('whole.json', import.meta.url)
const stored: Readonly<Record<string, Reference>> = existsSync(file)
  ? JSON.parse(readFileSync(file, 'utf8')).corpora
  : {}
const tokenizers = new Map<string, Tokenizer>()
async function tokenizerOf(name: string): Promise<Tokenizer> {
  const tokenizer = tokenizers.get(name) ?? tokenizerFromJson(await jsonOf(name))
  tokenizers.set(name, tokenizer)
  return tokenizer
}

const names = ['gpt2', 'gpt4', 'gpt4o', 'qwen3', 'deepseek', 'bert', 'unigram']

describe.each(wholeCorpora().filter(({ name }) => name in stored))('$name, whole', ({ name, read }) => {
  const reference = stored[name]!

  it.each(names)(`%s gives the ids of the reference for ${reference.texts} texts`, async vocabulary => {
    const texts = await read()
    expect(texts.length).toBe(reference.texts)
    const tokenizer = await tokenizerOf(vocabulary)
    const special = findsSpecial(vocabulary)
    let tokens = 0
    const rows = texts.values().map(text => {
      const ids = tokenizer.encode(text, { special })
      tokens += ids.length
      return ids
    })
    const found = { ids: digest(rows), tokens }
    expect(found).toEqual({ tokens: reference.tokens[vocabulary], ids: reference.ids[vocabulary] })
  })
})
