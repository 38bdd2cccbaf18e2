import { describe, expect, test } from 'vitest'
import { type Random, random } from '../../random/index.ts'
import { minHasher } from './minhash.ts'

const options = { bands: 14, rows: 8, words: 5, characters: 8 }
const probability = (similarity: number) => 1 - (1 - similarity ** options.rows) ** options.bands

type Script = 'en' | 'zh'
const shingleUnits = { en: options.words, zh: options.characters }

/** Words of six letters, or Chinese characters. */
const draw: { readonly [S in Script]: (draws: Random) => string } = {
  en: draws => Array.from({ length: 6 }, () => String.fromCharCode(97 + draws.integer(26))).join(''),
  zh: draws => String.fromCharCode(0x4e00 + draws.integer(5000)),
}
const joined: { readonly [S in Script]: (units: readonly string[]) => string } = {
  en: units => `${units.map((unit, i) => (i % 9 === 0 ? `${unit},` : unit)).join(' ')}.`,
  zh: units => `${units.map((unit, i) => (i % 11 === 0 ? `${unit}，` : unit)).join('')}。`,
}

/** The similarity itself, by sets of strings: nothing of what is tested is used. */
function jaccard(a: readonly string[], b: readonly string[], n: number): number {
  const shingles = (units: readonly string[]) =>
    new Set(Array.from({ length: units.length - n + 1 }, (_, i) => units.slice(i, i + n).join(' ')))
  const [first, second] = [shingles(a), shingles(b)]
  let shared = 0
  for (const shingle of first) if (second.has(shingle)) shared++
  return shared / (first.size + second.size - shared)
}

/** A copy about this similar: with another end, or (every second one) with single units changed here and there. */
function planted(units: readonly string[], similarity: number, script: Script, draws: Random, scattered: boolean) {
  const shingles = units.length - shingleUnits[script] + 1
  const lost = shingles - (2 * shingles * similarity) / (1 + similarity)
  if (!scattered) return units.map((unit, i) => (i < units.length - lost ? unit : draw[script](draws)))
  const edits = Math.max(1, Math.round(lost / shingleUnits[script]))
  const places = new Set(
    Array.from({ length: edits }, (_, i) => Math.floor(((i + draws.next()) * units.length) / edits)),
  )
  return units.map((unit, i) => (places.has(i) ? draw[script](draws) : unit))
}

describe.each(['en', 'zh'] as const)('planted near-duplicates (%s)', script => {
  const pairs = 2000 // one standard error is at most 1 point
  test.each([0.95, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5])(
    'similarity %f: found at the rate of the theory, within 2 points',
    similarity => {
      const hash = minHasher(options)
      const keys = [new Uint32Array(2 * options.bands), new Uint32Array(2 * options.bands)] as const
      const draws = random('planted', script, similarity)
      let found = 0
      let expected = 0
      let real = 0
      for (let pair = 0; pair < pairs; pair++) {
        const units = Array.from({ length: 120 }, () => draw[script](draws))
        const copy = planted(units, similarity, script, draws, pair % 2 === 1)
        const exact = jaccard(units, copy, shingleUnits[script])
        real += exact
        expected += probability(exact)
        hash(joined[script](units), keys[0])
        hash(joined[script](copy), keys[1])
        if (agree(keys)) found++
      }
      expect(Math.abs(real / pairs - similarity)).toBeLessThan(0.05)
      expect(Math.abs(found - expected) / pairs).toBeLessThan(0.02)
    },
  )
})

function agree([a, b]: readonly [Uint32Array, Uint32Array]): boolean {
  for (let i = 0; i < a.length; i += 2) if (a[i] === b[i] && a[i + 1] === b[i + 1]) return true
  return false
}

describe('minHasher', () => {
  const hash = minHasher(options)
  const keysOf = (text: string) => {
    const keys = new Uint32Array(2 * options.bands)
    return hash(text, keys) ? [...keys] : undefined
  }

  test('case, width, punctuation and white space do not matter; words and their order do', () => {
    const text = 'It was the best of times, it was the worst of times.'
    expect(keysOf('it was THE best of\n times: it ｗas the worst of times')).toEqual(keysOf(text))
    expect(keysOf('it was the worst of times, it was the best of times')).not.toEqual(keysOf(text))
    expect(keysOf('我们，都是。一家人啊！')).toEqual(keysOf('我们都是一家人啊'))
  })

  test('different texts share no band; the keys of one text are all different', () => {
    const texts = Array.from({ length: 300 }, (_, i) =>
      Array.from({ length: 40 }, (_, j) => draw.en(random(i, j))).join(' '),
    )
    const all = texts.flatMap(text => {
      const keys = keysOf(text)!
      return Array.from({ length: options.bands }, (_, band) => `${keys[2 * band]} ${keys[2 * band + 1]}`)
    })
    expect(new Set(all).size).toBe(texts.length * options.bands)
  })

  test('a text shorter than a shingle counts as a whole; one without words has no keys', () => {
    expect(keysOf('Lima, Peru')).toEqual(keysOf('lima peru'))
    expect(keysOf('Lima')).not.toEqual(keysOf('Peru'))
    expect(keysOf('— !? 🙂')).toBeUndefined()
  })

  test('what was read before does not matter', () => {
    const text = 'a text of some words, read before and after a long one'
    const before = keysOf(text)
    keysOf('长'.repeat(50_000))
    expect(keysOf(text)).toEqual(before)
  })
})
