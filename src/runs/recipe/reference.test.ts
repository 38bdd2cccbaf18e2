import { join } from 'node:path'
import { expect, test } from 'vitest'
import { recipeReference } from './reference.ts'

// After a change of the schema: npx vitest run src/runs/recipe/reference.test.ts -u
test.each([
  ['en', 'recipe-reference.md'],
  ['zh', 'recipe-reference.zh-CN.md'],
] as const)('the reference page (%s) in docs/ is that of the schema', async (language, file) => {
  await expect(recipeReference(language)).toMatchFileSnapshot(join(import.meta.dirname, '../../../docs', file))
})
