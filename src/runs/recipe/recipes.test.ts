import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseRecipe } from './parse.ts'
import { plannedSteps, plannedWarmup } from './references.ts'
import type { StageOf } from './schema.ts'

const folder = join(import.meta.dirname, '../../../recipes')

describe('the recipes of this repository', () => {
  test.each(globSync('*/recipe.yaml', { cwd: folder }))('%s is right', path => {
    const recipe = parseRecipe(readFileSync(join(folder, path), 'utf8'), path)
    expect(recipe.name).toBe(path.split(/[\\/]/)[0])
  })
})

describe('planned', () => {
  const stage = (sets: string[]) =>
    parseRecipe(
      'name: a\nstages:\n  data: { kind: documents, sources: [{ uri: x }] }\n  tokenizer: { kind: tokenizer, from: [data] }\n  base: { kind: pretrain, batchSize: 10 }',
      'a.yaml',
      sets,
    ).stages.base as StageOf<'pretrain'>

  test('steps: as given, or enough for the tokens', () => {
    expect(plannedSteps(stage(['base.steps=7']), 64)).toBe(7)
    expect(plannedSteps(stage(['base.tokens=6400']), 64)).toBe(10)
    expect(plannedSteps(stage(['base.tokens=6401']), 64)).toBe(11)
  })

  test('warm-up: as given, or its share of the steps', () => {
    expect(plannedWarmup(stage(['base.steps=7', 'base.warmupSteps=0']), 1000)).toBe(0)
    expect(plannedWarmup(stage(['base.steps=7', 'base.warmupFraction=0.05']), 1000)).toBe(50)
  })
})
