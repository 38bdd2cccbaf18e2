import { simplifiedOnly, traditionalOnly } from './variants.ts'

/** 1 for characters of simplified Chinese alone, 2 for those of traditional Chinese alone. */
const variants = new Uint8Array(0x10000)
for (const [characters, value] of [
  [simplifiedOnly, 1],
  [traditionalOnly, 2],
] as const)
  for (let i = 0; i < characters.length; i++) variants[characters.charCodeAt(i)] = value

/** Half of what is believed before reading, in characters: one that tells the two apart already decides. */
const prior = 0.1

/**
 * How likely it is that a Chinese text is written in simplified characters: of those that only one of the two has (发 and
 * 發; 人 says nothing), the share of simplified ones. One half where there are none.
 */
export function simplifiedProbability(text: string): number {
  let simplified = prior
  let traditional = prior
  for (let i = 0; i < text.length; i++) {
    const variant = variants[text.charCodeAt(i)]!
    if (variant === 1) simplified++
    else if (variant === 2) traditional++
  }
  return simplified / (simplified + traditional)
}
