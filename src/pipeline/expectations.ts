import { resolve } from 'node:path'
import { openSynthesis, rowExpectation, type Synthesis } from '../data/index.ts'
import type { ExpectationOf } from '../evals/index.ts'
import type { Run } from '../runs/index.ts'

/**
 * What questions written by hand expect, where they say only which row of a table they are about
 * (`"about": {"country": "PE"}`): looked up in the tables of the run's conversations stages.
 *
 * @throws InstarError where a table cannot be read.
 */
export async function expectationsOf(run: Run, recipeFolder: string): Promise<ExpectationOf> {
  const syntheses: Synthesis[] = []
  for (const stage of Object.values(run.recipe.stages))
    if (stage.kind === 'conversations') syntheses.push(await openSynthesis(resolve(recipeFolder, stage.synthesis)))
  return ({ country }, { kind, language }) => {
    for (const synthesis of syntheses) {
      const found = rowExpectation(synthesis, kind, country, language)
      if (found) return found
    }
    return undefined
  }
}
