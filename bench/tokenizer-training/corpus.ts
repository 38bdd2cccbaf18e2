import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { random } from '../../src/random/index.ts'
import { dataCorpora } from '../../test/tokenizers/references/corpus.ts'

const wantedBytes = 1e9

/**
 * Texts of 1 GB together: all that the shared data holds, then the pages of Debian's documentation, if a folder is named,
 * as they are, with their markup; then the same again, and a word in eight changed by a letter, differently in every
 * round, so that new words go on coming as they do in a larger corpus.
 *
 * @param made is told how much came
 */
export function* gigabyte(
  data: string,
  debian: string | undefined,
  made: { bytes: number; texts: number },
): Generator<string> {
  const pages = debian === undefined ? [] : globSync(join(debian, '**/*.html')).sort()
  for (let round = 0; ; round++) {
    const chance = random('gigabyte', round)
    const changed = (text: string) =>
      round === 0
        ? text
        : text.replace(/[a-z]{3,}|\p{Script=Han}{2,}/gu, word =>
            chance.integer(8) > 0 ? word : exchanged(word, chance.integer(word.length), chance.integer(26)),
          )
    for (const text of real()) {
      const next = changed(text)
      made.bytes += Buffer.byteLength(next)
      made.texts += 1
      yield next
      if (made.bytes >= wantedBytes) return
    }
  }

  function* real(): Generator<string> {
    for (const { groups } of dataCorpora(data, Number.POSITIVE_INFINITY)) for (const group of groups) yield* group
    for (const page of pages) yield readFileSync(page, 'utf8')
  }
}

/** A word with another letter at one place. */
function exchanged(word: string, place: number, letter: number): string {
  return word.slice(0, place) + String.fromCharCode(0x61 + letter) + word.slice(place + 1)
}
