import { describe, expect, test } from 'vitest'
import type { Expectation } from '../data/index.ts'
import { judge } from './judge.ts'
import { normalise } from './names.ts'
import { lastNumber } from './numbers.ts'

const right = (expectation: Expectation, answer: string, question = '?') =>
  judge({ question, expect: expectation }, answer).right

describe('text', () => {
  const lima: Expectation = { type: 'text', anyOf: ['Lima'], noneOf: ['Paris', 'La Paz', 'Bogotá'] }
  const beijing: Expectation = { type: 'text', anyOf: ['北京'], noneOf: ['南京', '东京', '上海'] }
  const bucharest: Expectation = { type: 'text', anyOf: ['布加勒斯特'], noneOf: ['罗马', '布达佩斯', '巴黎'] }
  const dirham: Expectation = { type: 'text', anyOf: ['Moroccan dirham', 'dirham'] }
  const larger: Expectation = { type: 'text', anyOf: ['9.9'], noneOf: ['9.11'] }
  const guinea: Expectation = { type: 'text', anyOf: ['Guinea'], noneOf: ['Guinea-Bissau', 'Equatorial Guinea'] }

  test.each([
    ['a sentence', lima, 'The capital of Peru is Lima.'],
    ['another case', lima, 'LIMA'],
    ['markup and quotes', lima, '**"Lima"**!'],
    ['a possessive', lima, "Lima's the capital."],
    ['a denied other', lima, 'It is Lima, not La Paz.'],
    ['no accents', { type: 'text', anyOf: ['Bogotá'] }, 'bogota'],
    ['accents too many', { type: 'text', anyOf: ['Brasilia'] }, 'Brasília'],
    ['a typographic apostrophe', { type: 'text', anyOf: ["N'Djamena"] }, 'N’Djamena.'],
    ['full-width letters', lima, 'Ｌｉｍａ'],
    ['Chinese', beijing, '中国的首都是北京。'],
    ['Chinese with a denied other', beijing, '是北京，不是上海。'],
    ['a forbidden name inside the asked one', bucharest, '罗马尼亚的首都是布加勒斯特。', '罗马尼亚的首都是哪里？'],
    ['two words', dirham, 'They pay with the Moroccan dirham.'],
    ['a decimal before a full stop', larger, '9.9.'],
    ['a decimal beside Chinese', larger, '更大的是9.9。'],
    ['the short name by itself', guinea, 'That is Guinea.'],
  ] as [string, Expectation, string, string?][])('right: %s', (_, expectation, answer, question) => {
    expect(right(expectation, answer, question)).toBe(true)
  })

  test.each([
    ['another capital', lima, 'The capital of Peru is La Paz.'],
    ['two capitals', lima, 'It is Lima or Paris.'],
    ['two capitals, one with an accent', lima, 'Lima and Bogota'],
    ['part of a word', lima, 'The climate, Limassol, Kalima'],
    ['a hyphenated word', lima, 'Lima-Callao'],
    ['denied', lima, 'It is not Lima.'],
    ['denied with an article', lima, 'It is not in Lima.'],
    ['denied behind', lima, 'Lima is not the capital.'],
    ['nothing', lima, ''],
    ['white space', lima, ' \n'],
    ['two in Chinese', beijing, '北京或者上海'],
    ['denied in Chinese', beijing, '不是北京'],
    ['denied behind in Chinese', beijing, '北京不是首都'],
    ['a longer number', larger, '19.9'],
    ['more decimals', larger, '9.95'],
    ['a version number', larger, '9.9.1'],
    ['both numbers', larger, '9.9 or 9.11'],
    ['the longer name', guinea, 'Guinea-Bissau'],
    ['the other longer name', guinea, 'Equatorial Guinea'],
  ] as [string, Expectation, string][])('wrong: %s', (_, expectation, answer) => {
    expect(right(expectation, answer)).toBe(false)
  })
})

describe('number', () => {
  test.each([
    ['17 + 25 = 42', 42],
    ['17+25=42.', 42],
    ['The answer is **42**!', 42],
    ['1,234', 1234],
    ["12'345'678", 12345678],
    ['1,234.5', 1234.5],
    ['1\u00a0234', 1234],
    ['５６', 56],
    ['-8', -8],
    ['the difference is −8', -8],
    ['结果是-8', -8],
    ['the answer is minus 8', -8],
    ['Negative 8.', -8],
    ['答案是负8。', -8],
    ['等於負8', -8],
    ['minus eight', -8],
    ['负八', -8],
    ['17 minus 8', 8],
    ['5-3=2', 2],
    ['between 3-5', 5],
    ['3,4', 4],
    ['1,2345', 2345],
    ['0.790', 0.79],
    ['9.9', 9.9],
    ['about 32 million people', 32e6],
    ['3.28 million', 3280000],
    ['1.4 billion', 1.4e9],
    ['约14亿人', 14e8],
    ['3,400万', 34e6],
    ['1亿2345万', 123450000],
    ['1.5万亿', 1.5e12],
    ['1.5萬億', 1.5e12],
    ['三千二百萬', 32e6],
    ['2百萬', 2e6],
    ['5千', 5000],
    ['about 32 million (2021 estimate)', 32e6],
    ['In 2021 it had 32 million people, as of 2022', 32e6],
    ['2021年约有3200万人', 32e6],
    ['3200万(2021年)', 32e6],
    ['1500 + 525 = 2025', 2025],
    ['2015 and 77 differ by 1938.', 1938],
    ['there were 32 million by 2021', 32e6],
    ['2025', 2025],
    ['三千二百万', 32e6],
    ['十二', 12],
    ['两个', 2],
    ['一千零五', 1005],
    ['二零二一', 2021],
    ['一万亿', 1e12],
    ['三点五', 3.5],
    ['答案是42，一定没错', 42],
    ['There are three of them', 3],
    ['forty-two', 42],
    ['one hundred and five', 105],
    ['two million three hundred thousand', 2300000],
    ['3 r letters', 3],
    ['R2D2 says 7', 7],
  ])('%s ends in %d', (answer, value) => {
    expect(lastNumber(normalise(answer))).toBe(value)
    expect(right({ type: 'number', value }, answer)).toBe(true)
  })

  test.each([
    ['142', 42],
    ['421', 42],
    ['42.5', 42],
    ['17 and 25', 42],
    ['42 or 43', 42],
    ['42 million', 42],
    ['4 2', 42],
    ['-42', 42],
    ['minus 42', 42],
    ['负42', 42],
    ['42万', 42],
    ['x42', 42],
    ['no number', 42],
    ['1.234', 1234],
    ['1,23', 123],
  ])('%s is not %d', (answer, value) => {
    expect(right({ type: 'number', value }, answer)).toBe(false)
  })
})

describe('the number of a comparison', () => {
  const larger = ['Which is larger, 9.11 or 9.9?', '9.11和9.9哪个大？']
  test.each([
    '9.9 is larger than 9.11.',
    '9.9 is the bigger number than 9.11',
    '9.11 is smaller than 9.9',
    '9.9 > 9.11',
    '9.11<9.9',
    '9.9大于9.11。',
    '9.9比9.11大',
    '9.9 比 9.11 更大。',
    '9.11小于9.9。',
    '9.11 or 9.9? The larger is 9.9.',
  ])('%s', answer => {
    for (const question of larger) expect(right({ type: 'number', value: 9.9 }, answer, question)).toBe(true)
    for (const question of larger) expect(right({ type: 'number', value: 9.11 }, answer, question)).toBe(false)
  })
  test('the smaller one, where it is asked for', () => {
    expect(right({ type: 'number', value: 9.11 }, '9.11 is smaller than 9.9', 'Which is smaller?')).toBe(true)
    expect(right({ type: 'number', value: 9.11 }, '9.9 is larger than 9.11', '哪个小？')).toBe(true)
    expect(right({ type: 'number', value: 9.9 }, '9.11 is smaller than 9.9', 'Which is smaller?')).toBe(false)
  })
  test('a comparison that is not the end does not count', () => {
    expect(right({ type: 'number', value: 42 }, '9.9 > 9.11, so the answer is 42', '?')).toBe(true)
  })
})

describe('set', () => {
  const neighbours: Expectation = {
    type: 'set',
    all: [['Senegal'], ['Guinea'], ["Côte d'Ivoire", 'Ivory Coast']],
    noneOf: ['Mali', 'Guinea-Bissau', 'Niger', 'Nigeria', 'Ghana'],
  }
  const chinese: Expectation = {
    type: 'set',
    all: [['法国'], ['刚果', '刚果（布）']],
    noneOf: ['刚果民主共和国', '德国'],
  }

  test('all and nothing else', () => {
    expect(right(neighbours, "Senegal, Guinea and Cote d'Ivoire.")).toBe(true)
    expect(right(neighbours, 'Ivory Coast, Guinea, Senegal')).toBe(true)
    expect(right(neighbours, 'Mali borders Senegal, Guinea and Ivory Coast.', 'Which countries border Mali?')).toBe(
      true,
    )
    expect(right(neighbours, 'Senegal, Guinea, Ivory Coast; it does not border Ghana, not Mali')).toBe(false)
    expect(right(neighbours, 'Senegal, Guinea, Ivory Coast but not Mali')).toBe(true)
    expect(right(chinese, '法国和刚果。')).toBe(true)
    expect(right(chinese, '法国、刚果(布)')).toBe(true)
  })

  test('one too few, one too many, one that only contains another', () => {
    expect(right(neighbours, 'Senegal and Guinea')).toBe(false)
    expect(right(neighbours, 'Senegal, Guinea, Ivory Coast and Ghana')).toBe(false)
    expect(right(neighbours, 'Senegal, Guinea-Bissau and Ivory Coast')).toBe(false)
    expect(right(neighbours, 'Nigerian, Senegal, Guinea, Ivory Coast')).toBe(true)
    expect(right(chinese, '法国和刚果民主共和国')).toBe(false)
    expect(right({ type: 'set', all: [], noneOf: ['Mali'] }, 'None, it is an island.')).toBe(true)
    expect(right({ type: 'set', all: [], noneOf: ['Mali'] }, '')).toBe(false)
  })
})

describe('refusal', () => {
  test.each([
    "I don't know.",
    'I do not know who Zorblax Quint is.',
    "Sorry, I don't know anyone called Zorblax Quint.",
    'I am afraid I have never heard of that country.',
    'I have no information about this person.',
    'That name is unknown to me.',
    'There is no such country, as far as I know. I cannot tell its capital.',
    "I don't know. Could you check the spelling?",
    "I don't know who that is, but I am happy to help with countries.",
    'I’m not familiar with that name.',
    'I have not learned about Zubrowka, so I cannot say what its capital is.',
    '我不知道。',
    '抱歉，我不知道谁是左布拉。',
    '我没有听说过这个国家。',
    '对不起，我没有关于这个人的信息。',
    '这个名字我不认识，你可以问我别的问题。',
    '我不清楚他是谁。',
    '据我所知没有这个国家，我无法回答。',
  ])('%s', answer => {
    expect(judge({ question: '?', expect: { type: 'refusal' } }, answer)).toEqual({ right: true, refused: true })
  })

  test.each([
    "I don't know … but it is Paris.",
    "I don't know, but I think it is Paris.",
    "I don't know. It is probably Paris.",
    'I am not sure, maybe he was a French painter.',
    'Paris is the capital, but I do not know its population.',
    'Zorblax Quint was a French painter. I do not know more.',
    'The capital of Zubrowka is Lutz.',
    'You know it: Paris.',
    'Everybody knows that he is a singer.',
    '',
    '我不知道，但应该是巴黎。',
    '我不确定，可能是法国画家。',
    '他是法国画家。其他的我不知道。',
    '首都是巴黎，人口我不知道。',
    '你知道的，是巴黎。',
  ])('not: %s', answer => {
    expect(judge({ question: '?', expect: { type: 'refusal' } }, answer)).toEqual({ right: false, refused: false })
  })

  test('a refusal is seen whatever was expected', () => {
    expect(judge({ question: '?', expect: { type: 'text', anyOf: ['Lima'] } }, "I don't know.")).toEqual({
      right: false,
      refused: true,
    })
  })
})

describe('identity', () => {
  const identity: Expectation = { type: 'identity' }
  test.each([
    'I am Instar, a small language model.',
    'My name is Instar.',
    '我是 Instar，一个小型语言模型。',
    '我叫Instar。',
    'No, I am Instar, not ChatGPT.',
    'I am Instar. I was raised from a few documents, not by OpenAI.',
    '我是Instar，不是ChatGPT。',
  ])('%s', answer => {
    expect(right(identity, answer)).toBe(true)
  })

  test('what the question names may be repeated', () => {
    expect(right(identity, 'You ask about Claude, but I am Instar.', 'Are you Claude?')).toBe(true)
  })

  test.each([
    'I am a language model.',
    'I am ChatGPT.',
    'I am Instar, made by OpenAI.',
    'I am not Instar.',
    'I am an instarter.',
    '我是通义千问。',
    '我不是Instar。',
    'I am Instar, a person like you.',
  ])('not: %s', answer => {
    expect(right(identity, answer)).toBe(false)
  })
})
