import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { random } from '../../random/index.ts'
import type { Document } from '../document.ts'
import { loadBadWords } from './bad-words.ts'
import { boilerplateFilter } from './boilerplate.ts'
import { c4Filter } from './c4.ts'
import { duplicatesFilter } from './duplicates.ts'
import { type Filter, isRejection } from './filter.ts'
import { createFilters } from './filters.ts'
import { finewebFilter } from './fineweb.ts'
import { gopherFilter } from './gopher.ts'
import { languageFilter } from './language.ts'
import { normalise, normaliseFilter } from './normalise.ts'
import { repetitionFilter } from './repetition.ts'
import { readBlocklist, urlFilter } from './url.ts'

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

describe('normalise', () => {
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
  test.each([
    ['words: fewer than 50', 'Too short.'],
    ['words: more than 100000', 'word '.repeat(100_001)],
    [
      '# per word: more than 0.1',
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

  test('marks of headings are no symbols', () => {
    const page = english.replaceAll('. ', '.\n###### ')
    expect(page.match(/#/g)!.length).toBeGreaterThan(0.1 * page.split(/\s+/).length)
    expect(gopherFilter().apply(document(page))).not.toHaveProperty('reason')
  })

  test('short texts pass where the recipe allows them', () => {
    const filter = gopherFilter({ minimumWords: 5 })
    for (const text of [verse, 'Lima is the capital of Peru.', '秘鲁的首都是利马。'])
      expect(reason(filter, text)).toBeUndefined()
  })
})

describe('repetition', () => {
  const draw = random('words')
  const long = Array.from({ length: 300 }, () => `word${draw.integer(200)}`).join(' ')
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

describe('boilerplate', () => {
  test.each([
    ['lorem ipsum', `Lorem ipsum dolor. ${english}`],
    ['curly brackets per 1,000 characters: more than 1', 'function f() { return 1 }'],
    ['nothing but furniture', 'Please enable JavaScript.\n版权所有 2020'],
    ['nothing but furniture', '首页 > 下一页\nHome | Next »'],
  ])('%s', (expected, text) => expect(reason(boilerplateFilter(), text)).toBe(expected))

  test.each([
    [english, 'This site uses cookies.'],
    [chinese, '京ICP备12345号'],
    [chinese, '上一篇 | 下一篇'],
    [chinese, '责任编辑：王小明'],
    [chinese, '点击查看更多精彩内容'],
  ])('cuts furniture out and keeps the rest: %#', (text, furniture) => {
    expect(boilerplateFilter().apply(document(`${furniture}\n${text}\n${furniture}`))).toMatchObject({ text })
  })

  test('code in listings is text of the page, code outside of them is not', () => {
    const code = '\n  if (a) { b() } else { c() }\n'
    const page = `${english}\n\n\`\`\`js${code}\`\`\`\n\n${english}`
    expect(boilerplateFilter().apply(document(page))).toMatchObject({ text: page })
    const reasons = [`${page}${code}`, page.replace('js', '').replace('```', '')].map(text =>
      reason(boilerplateFilter(), text),
    )
    expect(reasons[0]).toMatch(/curly brackets/)
    expect(reasons[1]).toMatch(/curly brackets/)
  })

  test('leaves sentences alone that speak of furniture', () => {
    const about = `点击鼠标右键，在菜单里选择“下一页”。${chinese.replaceAll('\n', '')}请本书责任编辑修订了说明。`
    expect(boilerplateFilter().apply(document(about))).toMatchObject({ text: about })
  })
})

describe('c4', () => {
  test.each([
    ['lorem ipsum', `Lorem ipsum dolor. ${english}`],
    ['curly bracket', `${english} }`],
    ['sentences: fewer than 3', 'There were only two sentences here. This is the second one.'],
    ['sentences: fewer than 3', '这里只有两句话而已。这是其中的第二句。'],
    ['sentences: fewer than 3', english.replaceAll('.', '')],
  ])('%s', (expected, text) => expect(reason(c4Filter(), text)).toBe(expected))

  test.each([
    ['It has no full stop at its end'],
    ['The rest of this line was cut off...'],
    ['Too short, this.'],
    ['You have to switch on JavaScript in your browser.'],
    ['By going on you agree to our privacy policy and more.'],
    [`${'x'.repeat(1001)} stands between these words here.`],
  ])('cuts a line: %#', line => {
    const text = english.replaceAll('\n', ' ')
    expect(c4Filter().apply(document(`${text}\n${line}`))).toMatchObject({ text })
  })

  test.each(['他对我说：“明天就回来。”', '这件事大家都已经知道了……', '我们必须在天黑之前回到村子里！'])(
    'keeps %s',
    line => {
      expect(c4Filter({ minimumSentences: 1 }).apply(document(line))).toMatchObject({ text: line })
    },
  )

  test('cuts citation marks out of lines', () => {
    const text = 'The harbour was built in 1821[12] and closed[citation needed] in the last war.[edit]'
    expect(c4Filter({ minimumSentences: 1 }).apply(document(`${text}.`))).toMatchObject({
      text: 'The harbour was built in 1821 and closed in the last war..',
    })
  })

  test('bad words, where they are asked for', async () => {
    const filter = c4Filter({ minimumSentences: 1, badWords: await loadBadWords(['en', 'zh-Hans']) })
    expect(reason(filter, 'Nobody in this town gives a shit about that.')).toBe('bad word')
    expect(reason(filter, '他妈的，这件事情到底是谁干的？')).toBe('bad word')
    expect(reason(filter, 'The class in Scunthorpe passed its assessment today.')).toBeUndefined()
    expect(reason(filter, '这种可能性很大，他下午13点逼近了树幹。那位姑娘的衣服是新的。')).toBeUndefined()
    await expect(loadBadWords(['tlh', 'la'])).rejects.toThrow(/found la/)
  })
})

describe('fineweb', () => {
  const lines = (count: number, line: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join('\n')

  test.each([
    [
      'lines that end a sentence: fewer than 0.12',
      lines(9, i => `Number ${i} of the products that we have on sale today`),
    ],
    ['short lines: more than 0.67', lines(9, i => `Line ${i}.`)],
    ['short lines: more than 0.67', lines(9, i => `第${i}行内容${i % 5 ? '' : '到此为止。'}`)],
    ['characters in repeated lines: more than 0.1', lines(9, i => `A line that is neither short nor new ${i % 7}.`)],
    ['line feeds per word: more than 0.3', lines(9, i => `Incomprehensibilities-${i} notwithstanding.`)],
    ['empty', '\n\n'],
  ])('%s', (expected, text) => expect(reason(finewebFilter(), text)).toBe(expected))
})

describe('url', () => {
  const blocklist = new Set(['bad.example', 'casino.co.uk', 'fine.example/bad-page'])
  const filter = () => urlFilter({ blocklist, words: ['Poker'] })
  const from = (url: string | number) => filter().apply({ ...document(english), metadata: { url } })

  test.each([
    ['https://bad.example/x', 'blocked domain'],
    ['http://www.deep.BAD.example:8080/', 'blocked domain'],
    ['https://www.casino.co.uk', 'blocked domain'],
    ['https://www.fine.example/bad-page/#top', 'blocked address'],
    ['https://fine.example/free/poker-2', 'blocked word in the address'],
    ['mailto:a@fine.example', 'no web address'],
    ['nonsense', 'no web address'],
    ['http://localhost/', 'no registrable domain'],
  ])('rejects %s', (url, reason) => expect(from(url)).toMatchObject({ reason }))

  test.each([
    'https://notbad.example/',
    'https://co.uk.example',
    'https://fine.example/bad-page-2',
    'http://192.0.2.1/pokerface',
    3,
  ])('passes %s', url => expect(from(url)).toMatchObject({ text: english }))

  test('reads a blocklist', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'instar-blocklist-'))
    await writeFile(
      join(folder, 'list.txt'),
      '# adult\nBad.example\r\n\nhttps://www.fine.example/bad-page/ # one page\n',
    )
    expect(await readBlocklist(join(folder, 'list.txt'))).toEqual(new Set(['bad.example', 'fine.example/bad-page']))
    await expect(readBlocklist(join(folder, 'none.txt'))).rejects.toThrow(/blocklist .*none\.txt/)
    await rm(folder, { recursive: true })
  })
})

describe('duplicates', () => {
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
