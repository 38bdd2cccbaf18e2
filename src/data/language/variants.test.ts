import { join } from 'node:path'
import { expect, test } from 'vitest'

const dictionary = async (name: string): Promise<string[][]> => {
  const { default: pairs } = await import(`opencc-js/dict/${name}`)
  return (pairs as string).split('|').map(pair => pair.split(' '))
}

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
  const [toTraditional, phrases, toSimplified, taiwan, hongKong] = await Promise.all(
    ['STCharacters', 'STPhrases', 'TSCharacters', 'TWVariants', 'HKVariants'].map(dictionary),
  )
  // A phrase such as 皇后 → 皇后 shows that 后, which can stand for 後, is traditional too.
  const simplified = [
    ...[...toTraditional!, ...phrases!].map(([from]) => from!),
    ...toSimplified!.flatMap(([, ...to]) => to),
  ]
  const traditional = [
    ...toSimplified!.map(([from]) => from!),
    ...[...toTraditional!, ...phrases!, ...taiwan!, ...hongKong!].flatMap(([, ...to]) => to),
  ]
  const simplifiedCharacters = [...toTraditional!.map(([from]) => from!), ...toSimplified!.flatMap(([, ...to]) => to)]
  const traditionalCharacters = [...toSimplified!.map(([from]) => from!), ...toTraditional!.flatMap(([, ...to]) => to)]
  const source = `// Made by variants.test.ts from the dictionaries of OpenCC (opencc-js, Apache-2.0).

/** Characters that only simplified Chinese has. */
export const simplifiedOnly =
  '${onlyIn(simplifiedCharacters, traditional)}'

/** Characters that only traditional Chinese has. */
export const traditionalOnly =
  '${onlyIn(traditionalCharacters, simplified)}'
`
  await expect(source).toMatchFileSnapshot(join(import.meta.dirname, 'variants.ts'))
})
