import { mix, wordReader } from './words.ts'

/** 64 bits that stand for a line, whatever its case, width and punctuation. */
export interface LineKey {
  readonly high: number
  readonly low: number
}

/** A reader of lines; undefined for a line of fewer words (in Chinese, characters) than `minimumWords`. */
export function lineKeys(minimumWords: number): (line: string) => LineKey | undefined {
  const read = wordReader()
  return line => {
    if (line.length < minimumWords) return undefined
    const { hashes, count } = read(line)
    if (count < minimumWords) return undefined
    let high = count
    let low = 0x1f83d9ab | 0
    for (let i = 0; i < count; i++) {
      high = mix(Math.imul(high, 5) ^ hashes[i]!)
      low = (Math.imul(low ^ hashes[i]!, 0x01000193) + (low >>> 7)) | 0
    }
    return { high: high >>> 0, low: mix(low) >>> 0 }
  }
}

/**
 * A text without the lines whose keys are among those given.
 *
 * @returns the text itself when nothing is cut
 */
export function withoutLines(
  text: string,
  read: ReturnType<typeof lineKeys>,
  isCut: (key: LineKey) => boolean,
): string {
  const lines = text.split('\n')
  const kept = lines.filter(line => {
    const key = read(line)
    return key === undefined || !isCut(key)
  })
  if (kept.length === lines.length) return text
  return kept
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
