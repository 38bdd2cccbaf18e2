import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  conversations,
  type Expectation,
  factDocuments,
  heldOutQuestions,
  oneProgram,
  openSynthesis,
  rowExpectation,
  type Synthesis,
} from '../../src/data/index.ts'
import { drafter } from '../../src/data/synthesis/examples.ts'
import { judge, parseQuestions } from '../../src/evals/index.ts'
import { parseRecipe } from '../../src/runs/index.ts'
import { openSandbox } from '../../src/sandbox/index.ts'

const folder = new URL('../../recipes/tutor/', import.meta.url).pathname
const languages = ['en', 'zh'] as const
const sandbox = openSandbox({ timeoutMs: 10_000, outputCharacters: 1_000_000 })
const run = async (programs: readonly string[]) => JSON.parse((await sandbox.run(oneProgram(programs))).output)

let synthesis: Synthesis
let kinds: string[]
beforeAll(async () => {
  synthesis = await openSynthesis(`${folder}synthesis.yaml`)
  kinds = Object.keys(synthesis.settings.kinds)
}, 120_000)

test('the table has 194 countries, clean names, and neighbours that agree with each other', () => {
  const table = synthesis.tables.get('countries')!
  expect(table).toHaveLength(194)
  for (const language of languages) {
    const borders = new Map(
      table.map(({ slots }) => [
        slots[language].country!.forms[0]!,
        slots[language].neighbours!.elements!.map(element => element.forms[0]!),
      ]),
    )
    expect(borders.size).toBe(194)
    for (const [country, neighbours] of borders)
      for (const neighbour of neighbours)
        if (borders.has(neighbour)) expect(borders.get(neighbour), neighbour).toContain(country)
    for (const { key, slots } of table)
      for (const [name, value] of Object.entries(slots[language])) {
        expect(value.forms[0], `${key} ${name}`).toMatch(name === 'neighbours' ? /^/ : /\S/)
        if (language === 'zh' && name !== 'year' && name !== 'population')
          expect(value.forms[0], `${key} ${name}`).toMatch(/^[\p{Script=Han}、]*$/u)
        if (language === 'en') expect(value.forms[0], `${key} ${name}`).toMatch(/^[A-Za-z0-9 ,.'-]*$/)
      }
  }
})

test('every kind has at least 40 wordings to train on and 10 held out, in both languages', () => {
  for (const kind of kinds.filter(name => !name.startsWith('smalltalk')))
    for (const language of languages) {
      const { ask, heldOut } = synthesis.phrasing(kind, language)
      expect(ask.length, `${kind}.${language}`).toBeGreaterThanOrEqual(40)
      expect(heldOut.length, `${kind}.${language} held out`).toBeGreaterThanOrEqual(10)
    }
})

describe('what conversations say is right by the rules of the report card', () => {
  test.each(languages)('%s', async language => {
    const make = drafter(synthesis, { seed: 5, purpose: 'train', heldOutShare: 0.1 })
    for (const kind of kinds) {
      const drafts = Array.from({ length: 60 }, (_, index) => make(kind, language, index))
      const programs = drafts.flatMap(({ code }) => (code === undefined ? [] : [code]))
      const outputs: readonly string[] = programs.length > 0 ? await run(programs) : []
      for (const [i, draft] of drafts.entries()) {
        const answer = draft.answer(outputs[i])
        expect(answer, `${kind}: ${draft.question}`).not.toMatch(/[{}<>[\]|]|undefined|NaN|\s$|^\s| {2}/)
        const right = draft.expect(outputs[i])
        if (right)
          expect(
            judge({ question: draft.question, expect: structuredClone(right) as Expectation }, answer),
            `${kind}: ${draft.question} → ${answer}`,
          ).toMatchObject({ right: true })
      }
    }
  })
})

test('one program for many gives what the sandbox gives for each', async () => {
  const some = await Array.fromAsync(
    conversations(synthesis, {
      seed: 2,
      languages,
      heldOutShare: 0.1,
      run,
      counts: { letters: 20, sum: 10, difference: 10, decimals: 20 },
    }),
  )
  for (const { messages } of some) {
    const { output } = await sandbox.run(messages[1]!.tool_calls![0]!.function.arguments.code)
    expect(messages[2]!.content).toBe(output)
  }
})

test('held-out questions are many, well formed, and never trained on', async () => {
  const { counts, heldOutShare } = parseRecipe(readFileSync(`${folder}recipe.yaml`, 'utf8'), 'recipe.yaml').stages
    .conversations as { counts: Record<string, number>; heldOutShare: number }
  const questions = await heldOutQuestions(synthesis, {
    seed: 1,
    languages,
    heldOutShare,
    run,
    perKind: 400,
    neverAskedPerKind: 400,
    unforeseenPerKind: 4,
  })
  expect(parseQuestions(questions.map(question => JSON.stringify(question)).join('\n'), 'questions')).toHaveLength(
    questions.length,
  )
  for (const kind of new Set(questions.map(question => question.kind)))
    for (const language of languages) {
      const number = questions.filter(q => q.kind === kind && q.language === language && q.group === undefined).length
      expect(number, `${kind} ${language}`).toBeGreaterThanOrEqual(kind.startsWith('identity') ? 100 : 390)
    }
  const exclude = new Set(questions.map(({ question }) => question))
  let made = 0
  const neverAsked = new Set(questions.filter(q => q.group === 'never-asked').map(q => q.id.split('.')[0]))
  expect(neverAsked.size).toBe(5)
  const fewer = Object.fromEntries(Object.entries(counts).map(([kind, count]) => [kind, Math.ceil(count / 10)]))
  for await (const { messages } of conversations(synthesis, {
    seed: 1,
    languages,
    heldOutShare,
    run,
    counts: fewer,
    exclude,
  })) {
    made += 1
    expect(exclude.has(messages[0]!.content)).toBe(false)
  }
  expect(made).toBeGreaterThan(7000)
})

test('documents state every fact of every country', () => {
  const documents = [...factDocuments(synthesis, { seed: 1, languages })]
  const all = documents.map(({ text }) => text)
  for (const text of all) expect(text).not.toMatch(/[{}<>[\]|]|undefined/)
  for (const { slots } of synthesis.tables.get('countries')!)
    for (const language of languages) {
      const [country, capital] = [slots[language].country!.forms[0]!, slots[language].capital!.forms[0]!]
      const said = all.filter(
        text => text.toLowerCase().includes(country.toLowerCase()) && text.includes(capital),
      ).length
      expect(said, country).toBeGreaterThanOrEqual(12)
    }
})

test('a question written by hand expects what the table says of its country', () => {
  expect(rowExpectation(synthesis, 'capital', 'PE', 'en')).toMatchObject({ type: 'text', anyOf: ['Lima'] })
  expect(rowExpectation(synthesis, 'capital', 'PE', 'zh')).toMatchObject({ type: 'text', anyOf: ['利马'] })
  expect(rowExpectation(synthesis, 'population', 'PE', 'en')).toMatchObject({ type: 'number' })
  expect(rowExpectation(synthesis, 'capital', 'XX', 'en')).toBeUndefined()
  expect(rowExpectation(synthesis, 'sum', 'PE', 'en')).toBeUndefined()
})
