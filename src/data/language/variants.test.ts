import { join } from 'node:path'
import hongKongVariants from 'opencc-js/dict/HKVariants'
import simplifiedCharacters from 'opencc-js/dict/STCharacters'
import simplifiedPhrases from 'opencc-js/dict/STPhrases'
import traditionalCharacters from 'opencc-js/dict/TSCharacters'
import taiwanVariants from 'opencc-js/dict/TWVariants'
import { expect, test } from 'vitest'

const pairsOf = (dictionary: string): string[][] => dictionary.split('|').map(pair => pair.split(' '))
const from = (dictionaries: readonly string[]) => dictionaries.flatMap(pairsOf).map(([from]) => from!)
const to = (dictionaries: readonly string[]) => dictionaries.flatMap(pairsOf).flatMap(([, ...to]) => to)

/** Characters of one side, in order, that never stand on the other; those outside the basic plane are too rare to help. */
function onlyIn(side: readonly string[], other: readonly string[]): string {
  const elsewhere = new Set(other.flatMap(text => [...text]))
  const own = new Set(side.flatMap(text => [...text]))
  return [...own]
    .filter(character => character.length === 1 && !elsewhere.has(character))
    .sort()
    .join('')
}

// After an update of opencc-js: npx vitest run src/data/language/variants.test.ts -u
test('the table of variants is that of OpenCC', async () => {
  const toTraditional = [simplifiedCharacters, simplifiedPhrases]
  // A phrase such as 皇后 → 皇后 shows that 后, which can stand for 後, is traditional too.
  const simplified = [...from(toTraditional), ...to([traditionalCharacters])]
  const traditional = [...from([traditionalCharacters]), ...to([...toTraditional, taiwanVariants, hongKongVariants])]
  const simplifiedSide = [...from([simplifiedCharacters]), ...to([traditionalCharacters])]
  const traditionalSide = [...from([traditionalCharacters]), ...to([simplifiedCharacters])]
  const source = `// Made by variants.test.ts from the dictionaries of OpenCC (opencc-js, Apache-2.0).

/** Characters that only simplified Chinese has. */
export const simplifiedOnly =
  '${onlyIn(simplifiedSide, traditional)}'

/** Characters that only traditional Chinese has. */
export const traditionalOnly =
  '${onlyIn(traditionalSide, simplified)}'
`
  await expect(source).toMatchFileSnapshot(join(import.meta.dirname, 'variants.ts'))
})
