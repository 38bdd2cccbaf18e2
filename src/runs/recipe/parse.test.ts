import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { InstarError } from '../../errors/index.ts'
import { parseRecipe } from './parse.ts'
import type { StageOf } from './schema.ts'

const small = `name: small
stages:
  data:
    kind: documents
    sources:
      - uri: pages/*.txt
  tokenizer:
    kind: tokenizer
    from: [data]
  base:
    kind: pretrain
    steps: 100
    optimizer:
      kind: adamw
      learningRate: 1e-3
`

const base = (recipe: ReturnType<typeof parseRecipe>) => recipe.stages.base as StageOf<'pretrain'>

describe('a right recipe', () => {
  test('gets every default and keeps the order of its stages', () => {
    const recipe = parseRecipe(small, 'small.yaml')
    expect(Object.keys(recipe.stages)).toEqual(['data', 'tokenizer', 'base'])
    expect(recipe.seed).toBe(1)
    expect(base(recipe)).toMatchObject({
      steps: 100,
      contextLength: 128,
      model: { style: 'qwen3', layers: 4 },
      optimizer: { kind: 'adamw', learningRate: 0.001, beta2: 0.95 },
    })
  })

  test('read again with its defaults written out, is the same', () => {
    const recipe = parseRecipe(small, 'small.yaml')
    expect(parseRecipe(JSON.stringify(recipe), 'again.yaml')).toEqual(recipe)
  })

  test.each([
    ['base.steps=7', 7],
    ['pretrain.steps=7', 7],
    ['stages.base.steps=7', 7],
  ])('--set %s', (set, steps) => {
    expect(base(parseRecipe(small, 'small.yaml', [set])).steps).toBe(steps)
  })

  test('--set steps goes instead of the tokens of the file, and the other way round', () => {
    expect(base(parseRecipe(small, 'small.yaml', ['base.tokens=4096']))).toMatchObject({ tokens: 4096 })
    expect(base(parseRecipe(small, 'small.yaml', ['base.tokens=4096'])).steps).toBeUndefined()
    const inTokens = small.replace('steps: 100', 'tokens: 100000')
    expect(base(parseRecipe(inTokens, 'small.yaml', ['pretrain.steps=7']))).toMatchObject({ steps: 7 })
    expect(() => parseRecipe(small, 'small.yaml', ['base.tokens=4096', 'base.steps=7'])).toThrow(
      /either steps or tokens/,
    )
  })

  test('--set takes YAML, makes what is missing, and the last one counts', () => {
    const sets = ['seed=3', 'seed=4', 'data.languages=[zh]', 'base.model.layers=2', 'base.prompts=["a=b", c]']
    const recipe = parseRecipe(small, 'small.yaml', sets)
    expect(recipe.seed).toBe(4)
    expect(recipe.stages.data).toMatchObject({ languages: ['zh'] })
    expect(base(recipe)).toMatchObject({ model: { layers: 2 }, prompts: ['a=b', 'c'] })
  })
})

test('a filter is its name, or a map of its kind and options', () => {
  const { data } = parseRecipe(small, 'small.yaml', [
    'data.filters=[normalise, {kind: gopher, minimumWords: 9}, c4]',
  ]).stages
  expect(data).toMatchObject({ filters: [{ kind: 'normalise' }, { kind: 'gopher', minimumWords: 9 }, { kind: 'c4' }] })
})

describe('a wrong recipe', () => {
  const change = (from: string, to: string) => () => parseRecipe(small.replace(from, to), 'small.yaml')

  test.each([
    [
      'pages/*.txt',
      'p\n    filters: [c4, gofer]',
      /:7: data\.filters\.1: .*found the string "gofer"; did you mean gopher\?/,
    ],
    [
      'pages/*.txt',
      'p\n    filters: [{kind: gopher, words: 1}]',
      /:7: data\.filters\.0\.words: .*did you mean minimumWords\?|The keys here are/,
    ],
    ['pages/*.txt', 'p\n    filters: [c4, normalise, c4]', /:7: data\.filters\.2: expected each filter once/],
    ['steps: 100', 'stepz: 100', /^small\.yaml:12: base\.stepz: there is no such key; did you mean steps\?$/m],
    ['steps: 100', 'learning_rate: 1', /:12: base\.learning_rate: .*did you mean optimizer\.learningRate\?/],
    ['learningRate', 'momentum', /:15: base\.optimizer\.momentum: .*The keys here are kind, learningRate, beta1/],
    ['uri:', 'url:', /:6: data\.sources\.0\.url: .*did you mean uri\?/],
    ['name:', 'title:', /small\.yaml:1: title: there is no such key/],
    ['steps: 100', 'steps: many', /:12: base\.steps: expected a number, found the string "many"/],
    ['steps: 100', 'steps: 1.5', /:12: base\.steps: expected a whole number, found 1\.5/],
    ['steps: 100', 'steps: 0', /:12: base\.steps: .*>0, found 0/],
    ['kind: pretrain', 'kind: pretraining', /:11: base\.kind: expected .*sft.*"pretraining"; did you mean pretrain\?/],
    [
      'kind: adamw',
      'kind: adam',
      /:14: base\.optimizer\.kind: expected muon or adamw or sgd or lion, found the string "adam"; did/,
    ],
    ['kind: pretrain', 'size: 3', /:10: base\.kind: expected .*, found nothing/],
    ['  base:', '  Base:', /:10: Base: expected a name of lower-case/],
    [
      'from: [data]',
      'from: [pages]',
      /:9: tokenizer\.from: .*kind documents or conversations \("data"\), found "pages"/,
    ],
    ['steps: 100', 'tokenizer: data', /:12: base\.tokenizer: .*"data", which is of kind documents/],
    ['steps: 100', 'clip: 1', /:10: base: expected either steps or tokens, found neither/],
    ['steps: 100', 'steps: 1\n    tokens: 2', /:13: base\.tokens: expected either steps or tokens, found both/],
    ['steps: 100', 'steps: 9\n    gradientAccumulation: 3', /:13: base\.gradientAccumulation: expected a divisor of/],
    [
      'kind: adamw',
      'kind: sgd\n      nesterov: true\n      momentum: 0',
      /:15: base\.optimizer\.nesterov: expected momentum above 0/,
    ],
    ['steps: 100', 'steps: 9\n    warmupSteps: 10', /:13: base\.warmupSteps: expected at most .*\(9\), found 10/],
    [
      'steps: 100',
      'steps: 9\n    model: { width: 100 }',
      /:13: base\.model\.width: expected .*of 16, found .*100 \/ 3/,
    ],
    ['steps: 100', 'steps: 1\n    steps: 2', /small\.yaml:13: Map keys must be unique/],
    ['name: small', '- a', /small\.yaml:\d+: /],
    ['steps: 100', 'steps: *all', /^small\.yaml: Unresolved alias .*: all$/],
  ])('%s -> %s', (from, to, message) => {
    expect(change(from, to)).toThrow(message)
    expect(change(from, to)).toThrow(expect.objectContaining({ kind: 'usage' }))
  })

  test.each([0, 1])('%d as share of what is held out: one side of the split would be empty', share => {
    const made = `kind: conversations, synthesis: s.yaml, counts: { sum: 1 }, heldOutShare: ${share}`
    expect(() => parseRecipe(`name: x\nstages:\n  made: { ${made} }`, 'x.yaml')).toThrow(
      /^x\.yaml:3: made\.heldOutShare: .*expected number to be [<>][01], found [01]$/,
    )
  })

  test('all that is wrong is said at once', () => {
    expect(() => parseRecipe(small.replace('steps: 100', 'stepz: 1\n    clip: no'), 'small.yaml')).toThrow(
      /:12.*\n.*:13/,
    )
  })

  test.each([
    ['base.stepz=7', /^--set base\.stepz=7: base\.stepz: there is no such key; did you mean steps\?$/],
    ['base.steps=x', /^--set base\.steps=x: base\.steps: expected a number/],
    ['bose.steps=1', /no stage "bose"; did you mean "base".*data, tokenizer, base/],
    ['base.steps', /Expected --set stage\.key=value/],
    ['=1', /Expected --set stage\.key=value/],
    ['data.languages=[zh', /^--set data\.languages=\[zh: expected a value in YAML, but: Flow sequence .* with a \]$/],
    ['base.steps.x=1', /base\.steps is 100 and has no keys/],
    ['__proto__.steps=1', /no stage "__proto__"/],
    ['base.__proto__.steps=1', /base\.__proto__: there is no such key/],
  ])('--set %s', (set, message) => {
    expect(() => parseRecipe(small, 'small.yaml', [set])).toThrow(message)
  })

  test.each(['', '[]', 'just words', '3'])('a file that is no recipe: %j', text => {
    expect(() => parseRecipe(text, 'x.yaml')).toThrow(/^x\.yaml/)
  })

  test('whatever the file holds, the answer is a recipe or a sentence', () => {
    const places = [
      [],
      ['stages'],
      ['stages', 'base'],
      ['stages', 'base', 'optimizer'],
      ['stages', 'data', 'sources'],
      ['name'],
    ]
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), fc.boolean(), (place, value, merge) => {
        const recipe = parse(small)
        const parent = place.slice(0, -1).reduce((inner, key) => inner[key], recipe)
        const last = place.at(-1)
        const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
        if (merge && isMap && last) parent[last] = { ...parent[last], ...value }
        else if (last) parent[last] = value
        try {
          parseRecipe(JSON.stringify(last ? recipe : value), 'any.yaml')
        } catch (error) {
          expect(error).toBeInstanceOf(InstarError)
          expect((error as Error).message).toMatch(/^any\.yaml/)
        }
      }),
      { numRuns: 500 },
    )
  })
})
