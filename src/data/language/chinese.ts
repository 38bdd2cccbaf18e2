import { simplifiedOnly, traditionalOnly } from './variants.ts'

/** 1 for characters of simplified Chinese alone, 2 for those of traditional Chinese alone. */
const variants = new Uint8Array(0x10000)
for (const [characters, value] of [
  [simplifiedOnly, 1],
  [traditionalOnly, 2],
] as const)
  for (let i = 0; i < characters.length; i++) variants[characters.charCodeAt(i)] = value

/**
 * Evidence that a Chinese text is in simplified rather than traditional characters: how many it has that only the one
 * writes, less those that only the other writes (发 and 發; 人 says nothing).
 */
export function simplifiedEvidence(text: string): number {
  let evidence = 0
  for (let i = 0; i < text.length; i++) {
    const variant = variants[text.charCodeAt(i)]!
    if (variant === 1) evidence++
    else if (variant === 2) evidence--
  }
  return evidence
}
