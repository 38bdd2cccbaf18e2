import { createContext, runInContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import type { Conversation } from '../conversation.ts'
import type { Expectation } from '../question.ts'
import { conversations, heldOutQuestions } from './conversations.ts'
import { factDocuments } from './documents.ts'
import { parsePhrasing } from './phrasing.ts'
import { plain, type Row } from './rows.ts'
import { synthesisSettings } from './settings.ts'
import { surfaceOptions } from './surface.ts'
import type { Synthesis } from './synthesis.ts'

const context = createContext({})
const run = async (programs: readonly string[]) => programs.map(program => String(runInContext(program, context)))

const countries = ['Peru', 'Chad', 'Oman', 'Laos', 'Mali', 'Togo', 'Iran', 'Iraq', 'Cuba', 'Fiji'].map((name): Row => {
  const slots = {
    country: { forms: [name, `the ${name}`] },
    capital: plain(`${name} City`),
    borders: { forms: [''], elements: [] },
  }
  return { key: name, slots: { en: slots, zh: slots } }
})

const files = [
  `kind: capital
language: en
fragments: { capital: [${Array.from({ length: 40 }, (_, i) => `first city ${i}`).join(', ')}] }
ask: ["What is the <capital> of {country}[?|]", "[Name|Tell me] the <capital> of {country}."]
heldOut: ["Which city governs {country}?"]
answer: ["The capital of {country} is {capital}."]`,
  `kind: sum
language: en
ask: ["What is {a} + {b}?", "{a} plus {b}"]
heldOut: ["Add {a} to {b}."]
answer: ["{a} + {b} = {sum}."]
code: ["{a}+{b}"]`,
]
const statements = [
  `kind: capital\nlanguage: en\nanswer: ["{capital} is the capital of {country}.", "{country}: {capital}."]`,
]

const nobody = { persons: ['-'], things: ['-'], countries: ['-'], lists: {} }

const synthesis: Synthesis = {
  settings: synthesisSettings.parse({
    phrasings: '-',
    names: '-',
    tables: {},
    words: { from: '-', heldOut: ['17 25'] },
    kinds: {
      capital: { table: 'countries', neverAsked: 0.3, expect: { type: 'text', slot: 'capital', exclusive: true } },
      sum: { sample: { type: 'integers', digits: { 2: 1 } }, expect: { type: 'number' } },
    },
    documents: { paragraphs: 2, roundups: 3 },
  }),
  tables: new Map([['countries', countries]]),
  frames: new Map(),
  material: {
    words: [],
    real: new Set(),
    syllables: {
      en: { ...nobody },
      zh: { ...nobody },
    },
  },
  statements: new Map([['en', statements.map(text => parsePhrasing(text, 's.yaml'))]]),
  phrasing: kind => parsePhrasing(files.find(file => file.startsWith(`kind: ${kind}\n`))!, `${kind}.en.yaml`),
}

/** Nobody slips. */
const calm = surfaceOptions.parse(Object.fromEntries(Object.keys(surfaceOptions.shape).map(name => [name, 0])))

const options = { seed: 3, languages: ['en'] as const, heldOutShare: 0.2, run }
const make = (counts: Record<string, number>, seed = 3) =>
  Array.fromAsync(conversations(synthesis, { ...options, seed, counts }))
const asked = (conversation: Conversation) => conversation.messages[0]!.content

describe('conversations', () => {
  test('the same key gives the same conversations, another seed others', async () => {
    const first = await make({ capital: 30, sum: 30 })
    expect(await make({ capital: 30, sum: 30 })).toEqual(first)
    expect((await make({ capital: 30, sum: 30 }, 4)).map(asked)).not.toEqual(first.map(asked))
    expect(first).toHaveLength(60)
  })

  test('a tool call carries the code, its result and the answer', async () => {
    for (const { messages } of await make({ sum: 20 })) {
      const [, call, result, answer] = messages
      const [a, b] = call!.tool_calls![0]!.function.arguments.code.split('+').map(Number)
      expect(result).toEqual({ role: 'tool', content: String(a! + b!) })
      expect(answer!.content).toBe(`${a} + ${b} = ${a! + b!}.`)
    }
  })

  test('rows come equally often and aliases are answered by the usual name', async () => {
    const all = await make({ capital: 700 })
    const times = new Map<string, number>()
    for (const { messages } of all) {
      const name = /^The capital of (\w+) is \1 City\.$/.exec(messages[1]!.content)![1]!
      times.set(name, (times.get(name) ?? 0) + 1)
    }
    expect(Math.max(...times.values()) - Math.min(...times.values())).toBeLessThanOrEqual(1)
  })
})

describe('proportions', () => {
  const sum = files.find(file => file.startsWith('kind: sum\n'))!
  const settings = {
    ...synthesis.settings,
    kinds: {
      sum: synthesis.settings.kinds.sum!,
      plus: { ...synthesis.settings.kinds.sum!, reportedAs: 'sum', share: 0.25 },
    },
  }
  const shared: Synthesis = {
    ...synthesis,
    settings,
    phrasing: (kind, language) =>
      parsePhrasing(
        sum.replace('kind: sum', `kind: ${kind}`).replace('language: en', `language: ${language}`),
        `${kind}.${language}.yaml`,
      ),
  }

  test('kinds reported as one, and languages, share a number by their parts, and nothing is lost', async () => {
    const all = await Array.fromAsync(
      conversations(shared, {
        ...options,
        ...{ languages: ['en', 'zh'], languageShares: { en: 3 }, counts: { sum: 201 } },
      }),
    )
    expect(all).toHaveLength(201)
    const per = (of: (conversation: Conversation) => boolean) => all.filter(of).length
    expect(Math.abs(per(c => c.id.startsWith('plus')) - 201 / 5)).toBeLessThanOrEqual(1)
    expect(Math.abs(per(c => c.language === 'en') - (201 * 3) / 4)).toBeLessThanOrEqual(2)
  })

  test('a kind may divide its number between languages in its own way', async () => {
    const { settings } = shared
    const kinds = { ...settings.kinds, plus: { ...settings.kinds.plus!, languageShares: { en: 1, zh: 9 } } }
    const all = await Array.fromAsync(
      conversations(
        { ...shared, settings: { ...settings, kinds } },
        { ...options, languages: ['en', 'zh'], languageShares: { en: 3 }, counts: { sum: 500 } },
      ),
    )
    const english = (kind: string) => {
      const own = all.filter(({ id }) => id.startsWith(kind))
      return own.filter(({ language }) => language === 'en').length / own.length
    }
    expect(english('plus')).toBeCloseTo(0.1, 1)
    expect(english('sum')).toBeCloseTo(0.75, 1)
  })

  test('slips that only training exaggerates leave held-out questions alone', async () => {
    const exaggerated = {
      ...synthesis,
      settings: { ...synthesis.settings, surface: calm, trainingSurface: { lowercase: 1 } },
    }
    const capitalLetter = /[A-Z]/
    for (const conversation of await Array.fromAsync(
      conversations(exaggerated, { ...options, counts: { capital: 40 } }),
    ))
      expect(asked(conversation)).not.toMatch(capitalLetter)
    const held = await heldOutQuestions(exaggerated, {
      ...{ ...options, perKind: 20, neverAskedPerKind: 0, unforeseenPerKind: 0 },
    })
    for (const { question } of held.filter(({ kind }) => kind === 'capital')) expect(question).toMatch(capitalLetter)
  })
})

const named = (expected: Expectation) => (expected.type === 'text' ? expected.anyOf[0] : undefined)

describe('splits', () => {
  const questions = () =>
    heldOutQuestions(synthesis, { ...options, perKind: 40, neverAskedPerKind: 10, unforeseenPerKind: 4 })

  test('held-out wordings, numbers and facts never reach training', async () => {
    const all = await make({ capital: 500, sum: 500 })
    const held = await questions()
    const trained = new Set(all.map(asked))
    expect(held.filter(question => trained.has(question.question))).toEqual([])
    const never = new Set(held.filter(q => q.group === 'never-asked').map(q => named(q.expect)))
    expect(never.size).toBeGreaterThan(0)
    for (const { messages } of all) for (const capital of never) expect(messages[1]!.content).not.toContain(capital)
    expect([...trained].some(text => /governs|^Add/i.test(text))).toBe(false)
    const pairs = new Set(
      all
        .filter(c => c.kind === 'sum')
        .map(c => c.messages[1]!.tool_calls![0]!.function.arguments.code.split('+').sort().join()),
    )
    const sums = held.filter(question => question.kind === 'sum')
    expect(sums.length).toBe(40 + 4)
    for (const { question } of sums) expect(pairs.has(question.match(/\d+/g)!.sort().join())).toBe(false)
  })

  test('questions differ, and say what is right and what is wrong', async () => {
    const held = await questions()
    expect(new Set(held.map(q => q.question)).size).toBe(held.length)
    expect(new Set(held.map(q => q.id)).size).toBe(held.length)
    const capital = held.find(question => question.kind === 'capital' && /Mali|Togo|Chad/.test(question.question))!
    expect(capital.expect).toMatchObject({ type: 'text', anyOf: [expect.stringMatching(/^\w+ City$/)] })
    expect(capital.expect.type === 'text' && capital.expect.noneOf).toHaveLength(9)
  })
})

test('documents state every fact, asked or not, in several wordings', () => {
  const documents = [...factDocuments(synthesis, { seed: 3, languages: ['en'] })]
  // 2 paragraphs per row, and 3 rounds of all 10 rows in documents of at most 6 sentences
  expect(documents).toHaveLength(10 * 2 + 3 * 2)
  for (const row of countries) expect(documents.filter(d => d.text.includes(`${row.key} City`)).length).toBe(5)
  expect(new Set(documents.map(d => d.id)).size).toBe(documents.length)
})

test('a phrasing file with a wrong key, fragment or slot is refused by name', async () => {
  expect(() => parsePhrasing('kind: x\nlanguage: en\nanswers: [a]\nanswer: [b]', 'x.en.yaml')).toThrow(
    /x\.en\.yaml:.*answers/s,
  )
  expect(() => parsePhrasing('kind: x\nlanguage: en\nask: ["<y>"]\nanswer: [b]', 'x.en.yaml')).toThrow(
    /x\.en\.yaml:.*<y>/,
  )
  const wrong = {
    ...synthesis,
    phrasing: () => parsePhrasing('kind: sum\nlanguage: en\nask: ["{c}"]\nanswer: ["b"]', 'f'),
  }
  const failure = Array.fromAsync(conversations(wrong, { ...options, counts: { sum: 1 } }))
  await expect(failure).rejects.toThrow(/\{c\}/)
  await expect(failure).rejects.toMatchObject({ kind: 'usage' })
})
