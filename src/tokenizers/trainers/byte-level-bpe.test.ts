import { describe, expect, it } from 'vitest'
import { chatTokens } from '../chat/template.ts'
import { tokenizerFromJson } from '../tokenizer.ts'
import type { BpeJson } from '../tokenizer-json.ts'
import { type TrainingProgress, trainByteLevelBpe } from './byte-level-bpe.ts'

const texts = [
  'The cat sat on the mat. The cat ate the rat, and that was that.',
  '我们在北京。我们在上海。他们在北京。',
  'let cat = "cat"; cat.length // 3 letters: c, a, t. 9.11 < 9.9',
]
const options = { vocabularySize: 320, specialTokens: chatTokens, spacing: 'apart' } as const

describe('trainByteLevelBpe', () => {
  it('gives special tokens the first ids, then bytes, then merges by frequency', async () => {
    const json = await trainByteLevelBpe(['ab ab ab abc abc cd cd'], {
      ...options,
      vocabularySize: 7 + 256 + 3,
      specialTokens: chatTokens,
    })
    const model = json.model as BpeJson
    const byId = Object.entries(model.vocab).sort(([, a], [, b]) => a - b)
    expect(byId.map(([, id]) => id)).toEqual(Array.from({ length: 266 }, (_, id) => id))
    expect(byId.slice(0, 9).map(([token]) => token)).toEqual([...chatTokens, '!', '"'])
    expect(model.merges).toEqual(['a b', 'c d', 'ab c']) // of two equally frequent pairs, the one of smaller ids
  })

  it('does not depend on the order of the texts', async () => {
    const forward = await trainByteLevelBpe(texts, options)
    const backward = await trainByteLevelBpe([...texts].reverse(), options)
    expect(JSON.stringify(backward)).toBe(JSON.stringify(forward))
  })

  it('gives a word the same ids everywhere when spaces stand apart', async () => {
    const tokenizer = tokenizerFromJson(await trainByteLevelBpe(texts, options))
    const ids = (text: string) => [...tokenizer.encode(text)].join(',')
    for (const word of ['cat', 'strawberry', '北京', 'Zürich']) {
      const alone = ids(word)
      expect(ids(`a ${word}!`)).toBe(`${ids('a ')},${alone},${ids('!')}`)
      expect(ids(`f("${word}")`)).toBe(`${ids('f("')},${alone},${ids('")')}`)
    }
  })

  it.each(['apart', 'glued'] as const)('keeps digits single and Han apart from Latin letters (%s)', async spacing => {
    const repeated = Array.from({ length: 9 }, () => '2026 2026 我Abc爱 我Abc爱').join(' ')
    const tokenizer = tokenizerFromJson(await trainByteLevelBpe([repeated], { ...options, spacing }))
    const tokens = Array.from(tokenizer.encode('2026我Abc爱'), id => tokenizer.decode([id]))
    expect(tokens).toEqual(['2', '0', '2', '6', '我', 'Abc', '爱'])
  })

  it('makes one token of every character that occurs often enough', async () => {
    const tokenizer = tokenizerFromJson(await trainByteLevelBpe(texts, { ...options, wholeCharactersFrom: 2 }))
    for (const character of '我们在北京。') expect(tokenizer.encode(character)).toHaveLength(1)
    expect(tokenizer.encode('海')).toHaveLength(3)
    await expect(trainByteLevelBpe(texts, { ...options, vocabularySize: 264, wholeCharactersFrom: 1 })).rejects.toThrow(
      /vocabularySize of at least 280, found 264: 9 characters occur 1 times/,
    )
  })

  it('never merges text into a control token', async () => {
    const specialTokens = ['<end>', 'end']
    const tokenizer = tokenizerFromJson(
      await trainByteLevelBpe(['end end end end ende ende'], { ...options, specialTokens }),
    )
    expect(tokenizer.decode(tokenizer.encode('end'), { skipSpecial: true })).toBe('end')
  })

  it('reports progress, stops at an abort signal, and refuses wrong options', async () => {
    const progress: TrainingProgress[] = []
    await trainByteLevelBpe(texts, { ...options, onProgress: step => progress.push(step) })
    expect(progress.at(0)).toEqual({ stage: 'count', texts: 3 })
    expect(progress.at(-1)).toMatchObject({ stage: 'merge', vocabularySize: 320 })
    const signal = AbortSignal.abort(new Error('stop'))
    const many = Array.from({ length: 300 }, () => texts[0]!)
    await expect(trainByteLevelBpe(many, { ...options, signal })).rejects.toThrow('stop')
    await expect(trainByteLevelBpe(texts, { ...options, vocabularySize: 200 })).rejects.toThrow(
      /at least 263.*found 200/,
    )
    await expect(trainByteLevelBpe(texts, { ...options, specialTokens: ['<a>', '<a>'] })).rejects.toThrow(/named once/)
  })
})
