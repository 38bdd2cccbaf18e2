import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FilterKind, parseRecipe } from '../../runs/index.ts'
import { saveClassifier, trainClassifier } from '../classifier/index.ts'
import type { Document } from '../document.ts'
import { type Filter, isRejection } from './filter.ts'
import { type CollectiveKind, createFilters } from './filters.ts'

/*
 * What every filter that works document by document must hold to. A new one does not compile without an entry here.
 */

const english =
  'The old harbour lay quiet under a thin layer of fog that had come in with the tide. Two boats were still out, and the ' +
  'people who had waited for them since the morning began to talk about going home. It was not the first time that a crew ' +
  'had stayed away for a night, but the wind had turned, and nobody liked the look of the sky. When the bells of the church ' +
  'rang for the third time, a light appeared behind the breakwater.'
const chinese =
  '港口在薄雾中静静地躺着，雾是随着潮水一起来的。还有两条船没有回来，从早晨就在等候的人们开始谈论要不要回家。\n' +
  '船员在外面过夜并不是第一次，但是风向变了，谁也不喜欢天空的样子。教堂的钟敲了第三遍的时候，防波堤后面出现了一点灯光。'
const verse = '空山新雨後，天氣晚來秋。\n明月松間照，清泉石上流。\n竹喧歸浣女，蓮動下漁舟。\n隨意春芳歇，王孫自可留。'
const prose = [english, chinese]

interface Case {
  /** Options as in a recipe. */
  readonly options?: string
  /** Good texts: they must pass. */
  readonly accepts: readonly string[]
  /** Why what passed once may be judged otherwise a second time; all others must pass it again, unchanged. */
  readonly unsettled?: string
}

const cases: { readonly [K in Exclude<FilterKind, CollectiveKind>]: Case } = {
  normalise: { accepts: [...prose, verse] },
  language: { accepts: [...prose, verse, 'Lima is the capital of Peru.', '秘鲁的首都是利马。', '我刚才吃了西瓜籽'] },
  gopher: { accepts: prose },
  repetition: { accepts: [...prose, verse] },
  fineweb: { accepts: [...prose, verse, verse.replaceAll('，', '，\n'), 'One line'] },
  boilerplate: { accepts: [...prose, verse] },
  c4: {
    options: 'badWords: [en, zh]',
    accepts: prose,
    unsettled: 'what is left of a text in two languages may be in another than most of it was: then other rules hold',
  },
  quality: { options: 'classifier: classifier.json', accepts: prose },
  harmful: { options: 'classifier: classifier.json', accepts: prose },
  pii: { accepts: [...prose, verse], unsettled: 'what it finds beside a placeholder may be personal data in its turn' },
  url: { options: 'words: [casino]', accepts: prose },
  decontamination: { options: 'questions: [questions.txt]', accepts: [...prose, verse] },
  duplicates: { accepts: [...prose, verse] },
}

/** Megabytes and quarters of what makes careless patterns slow. */
const traps: readonly string[] = [
  ...['a', '字', '\n'].map(unit => unit.repeat(1e6)),
  ...[
    ' ',
    '-',
    '.',
    '…',
    '"',
    '[',
    '\uD800',
    '😀',
    'é',
    'a ',
    "a'",
    'a\n',
    '1',
    '1-',
    'a@',
    '上一页 ',
    '[1',
    'Ã©',
    '。”',
  ].map(unit => unit.repeat(250_000 / unit.length)),
]

const document = (text: string): Document =>
  Object.freeze({
    id: 'a',
    text,
    source: 'test',
    metadata: Object.freeze({ title: 'x', url: 'https://fine.example/a' }),
  })

const texts = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.lorem(),
    fc.string({ unit: fc.constantFrom(...'a字 .。\n"”[1]{首页\uD800😀'), minLength: 20, maxLength: 300 }),
  ),
  { maxLength: 8 },
)

let baseFolder: string
beforeAll(async () => {
  baseFolder = await mkdtemp(join(tmpdir(), 'instar-filters-'))
  const question = 'Which of the three rivers that cross the plain between the two old towns is the longest one?'
  await writeFile(join(baseFolder, 'questions.txt'), question)
  const examples = [...prose.map(text => ({ text, good: true })), { text: 'Home | About | Contact', good: false }]
  await saveClassifier(join(baseFolder, 'classifier.json'), await trainClassifier(examples), { good: 2, bad: 1 })
})
afterAll(() => rm(baseFolder, { recursive: true }))

describe.each(Object.entries(cases))('%s', (kind, { options, accepts, unsettled }) => {
  const recipe = `name: a\nstages: { data: { kind: documents, sources: [{ uri: a }], filters: [{ kind: ${kind}${options ? `, ${options}` : ''} }] } }`
  const make = async (): Promise<Filter> => {
    const stage = parseRecipe(recipe, 'recipe.yaml').stages.data!
    if (stage.kind !== 'documents') throw new Error('expected a stage of documents')
    const [filter] = await createFilters(stage.filters, { languages: ['en', 'zh'], minimumWords: 50, baseFolder })
    return filter!
  }

  test('has the name of its kind', async () => expect((await make()).name).toBe(kind))

  test('takes any text, changes no document given to it, keeps its id, source and metadata', async () => {
    const filter = await make()
    fc.assert(
      fc.property(texts, texts => {
        for (const text of [...texts, '']) {
          const result = filter.apply(document(text))
          if (isRejection(result)) {
            expect(result.reason).not.toBe('')
            if (result.value !== undefined) expect(result.value).not.toBeNaN()
          } else {
            const { id, source, metadata } = document(text)
            expect(result).toMatchObject({ id, source, metadata: { ...metadata } })
          }
        }
      }),
    )
  })

  test('two new ones do the same with the same documents', async () => {
    const [one, other] = [await make(), await make()]
    fc.assert(
      fc.property(texts, texts => {
        for (const text of texts) expect(one.apply(document(text))).toEqual(other.apply(document(text)))
      }),
    )
  })

  test('what it saw before does not change what it says of other documents', async () => {
    const [fresh, used] = [await make(), await make()]
    used.apply(document(`Something else. ${english}`))
    used.apply(document(`别的东西。${verse}`))
    for (const text of accepts) expect(used.apply(document(text))).toEqual(fresh.apply(document(text)))
  })

  test.skipIf(unsettled)(
    `what it passed once it passes again, unchanged${unsettled ? `: ${unsettled}` : ''}`,
    async () => {
      await fc.assert(
        fc.asyncProperty(texts, async texts => {
          const [first, second] = [await make(), await make()]
          for (const text of texts) {
            const once = first.apply(document(text))
            if (isRejection(once)) continue
            expect(second.apply(once)).toEqual(once)
          }
        }),
        { numRuns: 50 },
      )
    },
  )

  // What is not linear would take hours.
  test('comes to an end with lines of a megabyte', async () => {
    const filter = await make()
    for (const trap of traps) filter.apply(document(trap))
  })

  test.each(accepts)('passes good text: %#', async text => {
    expect((await make()).apply(document(text))).not.toHaveProperty('reason')
  })
})
