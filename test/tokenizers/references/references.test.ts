import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Tokenizer, tokenizerFromJson } from '../../../src/tokenizers/index.ts'
import { type Corpus, dataCorpora, dataFolder, nastyCorpus, uncomposedCorpus } from './corpus.ts'
import { digest } from './digest.ts'
import { findsSpecial, jsonOf } from './vocabulary.ts'

/** Written by references.py with the versions that it names. */
const stored = JSON.parse(readFileSync(new URL('references.json', import.meta.url), 'utf8')) as {
  charactersPerFile: number
  ids: Record<string, Record<string, string[]>>
  offsets: Record<string, string[]>
}

const nasty = nastyCorpus()
const corpora = dataFolder === undefined ? [] : dataCorpora(dataFolder, stored.charactersPerFile)

describe.each(Object.keys(stored.ids))('%s', async name => {
  let tokenizer: Tokenizer | undefined
  let reason = ''
  try {
    tokenizer = tokenizerFromJson(await jsonOf(name))
  } catch (error) {
    reason = (error as Error).message
  }
  const special = findsSpecial(name)
  const digestsOf = ({ groups }: Corpus) =>
    groups.map(group => digest(group.map(text => tokenizer!.encode(text, { special }))))

  it('gives the ids of the reference for 10,000 nasty strings', ({ skip }) => {
    if (!tokenizer) skip(`the vocabulary cannot be fetched: ${reason}`)
    expect(digestsOf(nasty)).toEqual(stored.ids[name]!.nasty)
  })

  it('gives the ids of the reference for real texts', ({ skip }) => {
    if (!tokenizer) skip(`the vocabulary cannot be fetched: ${reason}`)
    if (corpora.length === 0) skip('no shared data: INSTAR_DATA names its folder')
    for (const corpus of corpora) expect(digestsOf(corpus), corpus.name).toEqual(stored.ids[name]![corpus.name])
  })

  it('gives the offsets of the reference', ({ skip }) => {
    if (!tokenizer) skip(`the vocabulary cannot be fetched: ${reason}`)
    if (!stored.offsets[name]) skip('the reference has no offsets, or others by its own rule')
    const offsets = uncomposedCorpus().groups.map(group =>
      digest(group.map(text => tokenizer!.encoding(text, { special: true, surround: false }).offsets)),
    )
    expect(offsets).toEqual(stored.offsets[name])
  })
})
