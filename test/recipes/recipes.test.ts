import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseRecipe } from '../../src/runs/index.ts'

const folder = new URL('../../recipes/', import.meta.url)

test.each(readdirSync(folder))('the recipe %s is one, and is named like its folder', name => {
  const path = new URL(`${name}/recipe.yaml`, folder)
  expect(parseRecipe(readFileSync(path, 'utf8'), `${name}/recipe.yaml`).name).toBe(name)
})
