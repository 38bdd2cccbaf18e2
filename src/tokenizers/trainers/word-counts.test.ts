import { describe, expect, it } from 'vitest'
import { spacingComponent } from '../pre-tokenizers/spacing.ts'
import { textCounter } from './counting.ts'
import { pieceCounter } from './piece-counter.ts'
import { countPieces } from './word-counts.ts'

const components = { normalizer: null, preTokenizer: spacingComponent('glued') }

/** Enough for several bundles, and a rest. */
function* texts() {
  for (let i = 0; i < 40; i++) yield `The ${i} melons and 西瓜 of ${i.toString(36)}. `.repeat(15_000)
}

describe('countPieces', () => {
  it('counts in threads what one counter counts, in the same order', async () => {
    const counter = pieceCounter()
    const count = textCounter(components)
    for (const text of texts()) count(text, counter)
    const seen: number[] = []
    expect(await countPieces(texts(), components, { onText: count => seen.push(count) })).toEqual(counter.counted())
    expect(seen[0]).toBeLessThan(40)
    expect(seen.at(-1)).toBe(40)
  })

  it('stops when it is told to, and when the texts fail', async () => {
    const controller = new AbortController()
    function* stopping() {
      for (const text of texts()) {
        yield text
        if (text.startsWith('The 30 ')) controller.abort(new Error('stopped'))
      }
    }
    await expect(countPieces(stopping(), components, { signal: controller.signal })).rejects.toThrow('stopped')
    function* failing() {
      yield* texts()
      throw new Error('no more')
    }
    await expect(countPieces(failing(), components, {})).rejects.toThrow('no more')
  })
})
