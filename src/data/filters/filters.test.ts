import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { random } from '../../random/index.ts'
import type { Document } from '../document.ts'
import { c4Filter } from './c4.ts'
import { duplicatesFilter } from './duplicates.ts'
import { type Filter, isRejection } from './filter.ts'
import { createFilters } from './filters.ts'
import { gopherFilter } from './gopher.ts'
import { languageFilter } from './language.ts'
import { normalise, normaliseFilter } from './normalise.ts'
import { repetitionFilter } from './repetition.ts'

const english = `The old harbour lay quiet under a thin layer of fog that had come in with the tide. Two boats were
still out, and the people who had waited for them since the morning began to talk about going home. It was not
the first time that a crew had stayed away for a night, but the wind had turned, and nobody liked the look of the sky.
When the bells of the church rang for the third time, a light appeared behind the breakwater.`
const chinese = `港口在薄雾中静静地躺着，雾是随着潮水一起来的。还有两条船没有回来，从早晨就在等候的人们开始谈论要不要回家。
船员在外面过夜并不是第一次，但是风向变了，谁也不喜欢天空的样子。教堂的钟敲了第三遍的时候，防波堤后面出现了一点灯光。
孩子们最先看见，他们跑到码头的尽头，大声喊着父亲的名字。`
const verse = '空山新雨後，天氣晚來秋。\n明月松間照，清泉石上流。\n竹喧歸浣女，蓮動下漁舟。\n隨意春芳歇，王孫自可留。'

const document = (text: string, id = 'a'): Document => ({ id, text, source: 'test', metadata: { title: 'x' } })
const reason = (filter: Filter, text: string) => {
  const result = filter.apply(document(text))
  return isRejection(result) ? result.reason : undefined
}

/** What every filter must hold to. `accepts` are texts that it must pass. */
function conformance(make: () => Filter, accepts: readonly string[]) {
  const texts = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.lorem()), {
    maxLength: 8,
  })

  test('takes any text, changes no document given to it, keeps its id, source and metadata', () => {
    fc.assert(
      fc.property(texts, texts => {
        const filter = make()
        for (const text of [...texts, '']) {
          const given = Object.freeze(document(text))
          const result = filter.apply(given)
          if (isRejection(result)) {
            expect(result.reason).not.toBe('')
            if (result.value !== undefined) expect(result.value).not.toBeNaN()
          } else {
            expect(result).toMatchObject({ id: 'a', source: 'test', metadata: { title: 'x' } })
          }
        }
      }),
    )
  })

  test('two new ones do the same with the same documents', () => {
    fc.assert(
      fc.property(texts, texts => {
        const [one, other] = [make(), make()]
        for (const text of texts) expect(one.apply(document(text))).toEqual(other.apply(document(text)))
      }),
    )
  })

  test('its name can be a file name', () => expect(make().name).toMatch(/^[a-z0-9-]+$/))

  test.each(accepts)('passes good text: %#', text => expect(reason(make(), text)).toBeUndefined())
}

describe('normalise', () => {
  conformance(normaliseFilter, [english, chinese, verse])

  test.each([
    ['two  spaces\tand \u00A0more', 'two spaces and more'],
    ['line \r\nline\rline', 'line\nline\nline'],
    ['a\n\n\n\nb\n', 'a\n\nb'],
    ['e\u0301te\u0301', 'été'],
    ['zero\u200Bwidth\uFEFF\u0007', 'zerowidth'],
    ['　　天地玄黃　宇宙洪荒', '天地玄黃 宇宙洪荒'],
    ['CafÃ© donâ€™t', 'Café don’t'],
    ['ä½\u00A0å¥½', '你好'],
    ['“naïve” – déjà vu', '“naïve” – déjà vu'],
    ['half \uD800 pair', 'half \uFFFD pair'],
    ['👨‍👩‍👧', '👨‍👩‍👧'],
  ])('%j', (text, expected) => expect(normalise(text)).toBe(expected))

  test('twice is once', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.constantFrom('Ã', '©', '\u00AD', '\u0080', 'â', ' ', '\n', 'e', '\u0301') }),
        (a, b) => {
          const once = normalise(a + b)
          expect(normalise(once)).toBe(once)
        },
      ),
    )
  })

  test.each([
    ['', 'empty'],
    [' \u200B\n', 'empty'],
    ['caf\uFFFD', 'bytes that are no UTF-8'],
  ])('rejects %j', (text, expected) => expect(reason(normaliseFilter(), text)).toBe(expected))
})

describe('language', async () => {
  const made = await languageFilter({ keep: ['en', 'zh'] })
  const both = () => made
  conformance(both, [english, chinese, verse, 'Lima is the capital of Peru.', '秘鲁的首都是利马。', '我刚才吃了西瓜籽'])

  test.each([
    ['en', english],
    ['zh-Hans', chinese],
    ['zh-Hant', verse],
    ['zh-Hans', 'iPhone 和 MacBook 哪个更好用？我想买一台新的。'],
  ])('writes %s and how sure it is into the document', (language, text) => {
    const { metadata } = both().apply(document(text)) as Document
    expect(both().apply(document(text))).toMatchObject({ language })
    expect(metadata).toEqual({ title: 'x', languageConfidence: expect.any(Number) })
    expect(metadata!.languageConfidence).toBeGreaterThan(0.7)
  })

  test.each([
    ['fr', 'Le port était calme sous une fine couche de brouillard venue avec la marée du matin.'],
    ['ja', '港は潮と一緒にやって来た薄い霧の下で静かに横たわっていた。'],
    ['ko', '항구는 조수와 함께 들어온 옅은 안개 아래 조용히 누워 있었다.'],
    ['no language', '12345 !!! 67'],
  ])('rejects %s', (language, text) => expect(reason(both(), text)).toBe(language))

  test('keeps only what it is told to', async () => {
    const kept = async (keep: string[], text: string) => reason(await languageFilter({ keep }), text)
    expect(await kept(['zh'], english)).toBe('en')
    expect(await kept(['fr'], 'Le port était calme sous une fine couche de brouillard.')).toBeUndefined()
    expect(await kept(['zh-Hant'], chinese)).toBe('zh-Hans')
    expect(await kept(['zh-Hant'], verse)).toBeUndefined()
  })

  test('a threshold asks for more certainty', async () => {
    const mixed = '打开 Settings，点 General，再点 About 就能看到'
    expect(reason(both(), mixed)).toBeUndefined()
    expect(reason(await languageFilter({ keep: ['zh'], threshold: 0.9 }), mixed)).toBe('not surely zh-Hans')
  })

  test('names the languages it knows when asked for another', async () => {
    await expect(languageFilter({ keep: ['en', 'jp'] })).rejects.toThrow(/among am, .*zh-Hant, but found jp/)
  })
})

describe('gopher', () => {
  conformance(gopherFilter, [english, chinese])

  test.each([
    ['words: fewer than 50', 'Too short.'],
    ['words: more than 100000', 'word '.repeat(100_001)],
    [
      'symbols # and … per word: more than 0.1',
      english.replaceAll(' the ', ' # the ').replaceAll(' and ', ' # ').replaceAll(' a ', ' # '),
    ],
    ['lines that begin with a bullet: more than 0.9', english.replace(/^|\n/g, '$&* ').replaceAll('. ', '.\n* ')],
    [
      'lines that end with an ellipsis: more than 0.3',
      english.replaceAll('. ', '…\n').replaceAll(', ', '…\n').replace(/#/g, ''),
    ],
    ['mean length of words: fewer than 3', 'a b c of '.repeat(20)],
    ['mean length of words: more than 10', 'incomprehensibilities unquestionably '.repeat(30)],
    ['words with a letter: fewer than 0.8', '1234 4567 the of and with letters '.repeat(10)],
    ['stop words: fewer than 2', 'buy cheap watches online today special offer '.repeat(10)],
    ['characters that are letters: fewer than 0.6', '价格１２３４５６７８９０！！的在 '.repeat(20)],
    ['function characters: fewer than 2', '苹果香蕉橙子葡萄西瓜草莓'.repeat(20)],
  ])('%s', (expected, text) => expect(reason(gopherFilter(), text)).toBe(expected))

  test('short texts pass where the recipe allows them', () => {
    const filter = gopherFilter({ minimumWords: 5 })
    for (const text of [verse, 'Lima is the capital of Peru.', '秘鲁的首都是利马。'])
      expect(reason(filter, text)).toBeUndefined()
  })
})

describe('repetition', () => {
  const draw = random('words')
  const long = Array.from({ length: 300 }, () => `word${draw.integer(200)}`).join(' ')
  conformance(repetitionFilter, [english, chinese, verse, long])

  test.each([
    ['repeated lines: more than 0.3', 'Click here to read more.\n'.repeat(5) + english],
    [
      'characters in repeated lines: more than 0.2',
      `${english}\n${english.split('\n').slice(0, 2).join('\n')}\nOne.\nTwo.\nThree.\nFour.`,
    ],
    ['repeated paragraphs: more than 0.3', `Next.\n\nNext.\n\n${english}`],
    [
      'most frequent 2-gram: more than 0.2',
      'very good and very good or very good but very good if very good as '.repeat(20),
    ],
    ['repeated 5-grams: more than 0.15', `${long} ${long.slice(0, 500)}`],
    ['repeated 5-grams: more than 0.15', chinese.replaceAll('\n', '') + chinese.slice(0, 80).replaceAll('\n', '')],
  ])('%s', (expected, text) => expect(reason(repetitionFilter(), text)).toBe(expected))
})

describe('c4', () => {
  conformance(c4Filter, [english, chinese, verse])

  test.each([
    ['lorem ipsum', `Lorem ipsum dolor. ${english}`],
    ['curly brackets per 1,000 characters: more than 1', 'function f() { return 1 }'],
    ['nothing but furniture', 'Please enable JavaScript.\n版权所有 2020'],
    ['lines that end a sentence: fewer than 0.12', 'Home\nProducts\nAbout us\nContact\nJobs\nPress'],
  ])('%s', (expected, text) => expect(reason(c4Filter(), text)).toBe(expected))

  test('cuts furniture out and keeps the rest', () => {
    expect(c4Filter().apply(document(`${english}\nThis site uses cookies.`))).toMatchObject({ text: english })
    expect(c4Filter().apply(document(`${chinese}\n京ICP备12345号`))).toMatchObject({ text: chinese })
  })
})

describe('duplicates', () => {
  conformance(duplicatesFilter, [english, chinese, verse])

  test('keeps the first; case, white space and width do not matter, words do', () => {
    const filter = duplicatesFilter()
    expect(isRejection(filter.apply(document('Abc  def１')))).toBe(false)
    expect(filter.apply(document('abc\ndef1'))).toEqual({ reason: 'seen before' })
    expect(isRejection(filter.apply(document('abc deg1')))).toBe(false)
  })
})

test('createFilters gives new filters in the order of the recipe', async () => {
  const context = { languages: ['en' as const], minimumWords: 3, baseFolder: '.' }
  const filters = await createFilters([{ kind: 'duplicates' }, { kind: 'normalise' }, { kind: 'gopher' }], context)
  expect(filters.map(({ name }) => name)).toEqual(['duplicates', 'normalise', 'gopher'])
  expect(reason(filters[2]!, 'Lima is the capital of Peru.')).toBeUndefined()
})
