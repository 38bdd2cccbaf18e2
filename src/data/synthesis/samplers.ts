import { z } from 'zod'
import type { Random } from '../../random/index.ts'
import type { Language } from '../language.ts'
import { plain, type Slots } from './rows.ts'
import { capitalised } from './surface.ts'

const share = z.number().min(0).max(1)
/** Weights by number of digits: `{ 1: 2, 2: 3 }` draws two-digit numbers three times out of five. */
const digitWeights = z.record(z.string().regex(/^\d+$/), z.number().positive())

/** The samplers a recipe may name, with their options. */
export const samplerOptions = z.discriminatedUnion('type', [
  /** Two whole numbers: slots `a`, `b`. */
  z.strictObject({
    type: z.literal('integers'),
    digits: digitWeights,
    descending: share.default(0.5),
  }),
  /** Two different decimals that are hard to compare (9.11 and 9.9): slots `a`, `b`. */
  z.strictObject({ type: z.literal('decimals'), equalWhole: share.default(0.75), unequalLength: share.default(0.6) }),
  /** A word and a letter to count in it: slots `word`, `letter`. */
  z.strictObject({
    type: z.literal('letters'),
    absent: share.default(0.1),
    random: share.default(0.3),
    doubled: share.default(0.3),
    capitals: share.default(0.1),
  }),
  /** A name that no person bears: slot `name`. */
  z.strictObject({ type: z.literal('persons') }),
  /** A work, theory or machine that does not exist: slot `name`. */
  z.strictObject({ type: z.literal('things') }),
  /** A country that does not exist: slot `country`. */
  z.strictObject({ type: z.literal('countries') }),
  /** Words of the word list in no meaningful order: slots `w1` to `w9`. */
  z.strictObject({ type: z.literal('words') }),
])
export type SamplerOptions = z.infer<typeof samplerOptions>

/** What samplers draw from. */
export interface SamplerMaterial {
  /** English words in small letters. */
  readonly words: readonly string[]
  readonly syllables: Readonly<Record<Language, Syllables>>
  /** Real names (of countries, their capitals…) in small letters, which nothing invented may equal. */
  readonly real: ReadonlySet<string>
}

const patterns = z.array(z.string()).min(1)

/** Pieces of invented names: patterns like "{start}{end} {surname}" over lists. */
export const syllables = z.strictObject({
  persons: patterns,
  things: patterns,
  countries: patterns,
  lists: z.record(z.string(), z.array(z.string()).min(1)),
})
type Syllables = z.infer<typeof syllables>

/** A draw: its key decides on which side of a split it falls. */
export interface Draw {
  readonly key: string
  readonly slots: Slots
}

/** One draw of a sampler. */
export function draw(options: SamplerOptions, language: Language, material: SamplerMaterial, random: Random): Draw {
  switch (options.type) {
    case 'integers':
      return drawIntegers(options, random)
    case 'decimals':
      return drawDecimals(options, random)
    case 'letters':
      return drawLetters(options, material.words, random)
    case 'persons':
    case 'things':
    case 'countries': {
      const { lists, ...patterns } = material.syllables[language]
      const name = invent(patterns[options.type], lists, material.real, random)
      return { key: name.toLowerCase(), slots: { [options.type === 'countries' ? 'country' : 'name']: plain(name) } }
    }
    case 'words': {
      const words = Array.from({ length: 9 }, (_, i) => [`w${i + 1}`, plain(random.pick(material.words))] as const)
      return { key: words.map(([, value]) => value.forms[0]).join(' '), slots: Object.fromEntries(words) }
    }
  }
}

function drawIntegers({ digits, descending }: SamplerOptions & { type: 'integers' }, random: Random): Draw {
  const one = () => {
    const length = Number(weighted(Object.entries(digits), random))
    const lowest = length === 1 ? 0 : 10 ** (length - 1)
    return lowest + random.integer(10 ** length - lowest)
  }
  let [a, b] = [one(), one()]
  if (a < b === random.next() < descending) [a, b] = [b, a]
  return { key: [a, b].sort((x, y) => x - y).join(' '), slots: { a: plain(String(a)), b: plain(String(b)) } }
}

function drawDecimals({ equalWhole, unequalLength }: SamplerOptions & { type: 'decimals' }, random: Random): Draw {
  const whole = () => random.integer(random.next() < 0.8 ? 20 : 1000)
  const fraction = (length: number) => {
    const digits = Array.from({ length }, () => random.integer(10))
    if (digits[length - 1] === 0) digits[length - 1] = 1 + random.integer(9) // no 3.50: it is 3.5
    return digits.join('')
  }
  for (;;) {
    const wholeA = whole()
    const wholeB = random.next() < equalWhole ? wholeA : whole()
    const lengthA = 1 + random.integer(3)
    const lengthB = random.next() < unequalLength ? 1 + ((lengthA + random.integer(2)) % 3) : lengthA
    const [a, b] = [`${wholeA}.${fraction(lengthA)}`, `${wholeB}.${fraction(lengthB)}`]
    if (Number(a) === Number(b)) continue
    const [larger, smaller] = Number(a) > Number(b) ? [a, b] : [b, a]
    return {
      key: `${larger} ${smaller}`,
      slots: { a: plain(a), b: plain(b) },
    }
  }
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz'

function drawLetters(
  { absent, random: randomShare, doubled, capitals }: SamplerOptions & { type: 'letters' },
  words: readonly string[],
  random: Random,
): Draw {
  const word = random.next() < randomShare ? randomWord(doubled, random) : pickWord(words, doubled, random)
  const letter = random.next() < absent ? ALPHABET[random.integer(26)]! : word[random.integer(word.length)]!
  const written = random.next() >= capitals ? word : random.next() < 0.3 ? word.toUpperCase() : capitalised(word)
  const asked = random.next() < capitals ? letter.toUpperCase() : letter
  return { key: word, slots: { word: plain(written), letter: plain(asked) } }
}

/** A word of the list; with the given probability one in which a letter is repeated on the spot, if a few tries find one. */
function pickWord(words: readonly string[], doubled: number, random: Random): string {
  const wanted = random.next() < doubled
  let word = random.pick(words)
  for (let i = 0; wanted && i < 20 && !/(.)\1/.test(word); i++) word = random.pick(words)
  return word
}

/** Letters that are no word, so that spelling cannot be known by heart. */
function randomWord(doubled: number, random: Random): string {
  let word = ''
  const length = 3 + random.integer(8)
  while (word.length < length)
    word += word && random.next() < doubled / 3 ? word[word.length - 1] : ALPHABET[random.integer(26)]
  return word
}

function invent(
  patterns: readonly string[],
  lists: Syllables['lists'],
  real: ReadonlySet<string>,
  random: Random,
): string {
  for (;;) {
    const name = random.pick(patterns).replaceAll(/\{(\w+)\}/g, (_, list: string) => random.pick(lists[list] ?? ['?']))
    if (!real.has(name.toLowerCase())) return name.replace(/(.)\1\1+/g, '$1$1')
  }
}

function weighted<T>(entries: readonly (readonly [T, number])[], random: Random): T {
  let left = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [value, weight] of entries) {
    left -= weight
    if (left < 0) return value
  }
  return entries[entries.length - 1]![0]
}
