import { commonInChinese } from './common.ts'
import { dataInChinese } from './data.ts'
import { graphInChinese } from './graph.ts'
import { modelsInChinese } from './models.ts'
import { runsInChinese } from './runs.ts'
import { tokenizersInChinese } from './tokenizers.ts'

/**
 * The catalogue: from the template of an English sentence, as `msg` makes it, to that of the Chinese one. A test compares it
 * with what stands in `src/`. A space beside a value is left out where the value is Chinese.
 */
export const errorsInChinese: Readonly<Record<string, string>> = {
  ...commonInChinese,
  ...graphInChinese,
  ...modelsInChinese,
  ...runsInChinese,
  ...dataInChinese,
  ...tokenizersInChinese,
}
