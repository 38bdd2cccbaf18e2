import { z } from 'zod'
import type { Random } from '../../random/index.ts'
import type { Language } from '../language.ts'

const share = (usual: number) => z.number().min(0).max(1).default(usual)

/** How often a question is written the way hurried people write. Every share is a probability per question. */
export const surfaceOptions = z.strictObject({
  /** An alias in place of the usual name, for each that there is. */
  aliases: share(0.15),
  /** "Please tell me: …" */
  frames: share(0.3),
  /** "Hi! …" */
  openings: share(0.1),
  /** "… Thanks." */
  closings: share(0.1),
  /** Small letters throughout. */
  lowercase: share(0.15),
  /** No full stop or question mark at the end, no apostrophes. */
  bare: share(0.2),
  /** Without "the" and "a". */
  noArticles: share(0.04),
  /** One slip of a finger. */
  typo: share(0.1),
  /** Spaces too many, or around Latin words in Chinese. */
  spacing: share(0.05),
  /** Half-width punctuation in Chinese. */
  halfWidth: share(0.1),
})
export type SurfaceOptions = z.infer<typeof surfaceOptions>

/** A stretch of a question: words of the phrasing, or what fills a slot. */
export interface Stretch {
  readonly text: string
  /** Words can be mistyped, a slot cannot (利比亚 with a slip is another country); exact text not even loses capitals. */
  readonly kind: 'words' | 'slot' | 'exact'
}

/** Puts stretches together and cleans what empty alternatives leave behind: double spaces, space before a comma. */
export function tidy(text: string, language: Language): string {
  const joined = text.replaceAll(/\s+/g, ' ').trim()
  if (language === 'zh')
    return joined.replaceAll(/(?<=[\p{Script=Han}，。？！：]) (?=[\p{Script=Han}，。？！：])/gu, '')
  return joined
    .replaceAll(/\s*,(?=\s*[.?!])/g, '')
    .replaceAll(/ (?=[,.?!;:](?:\s|$))/g, '')
    .replaceAll(/(?<!\.)\.\.(?!\.)/g, '.')
}

/** Capital letter at the start of a text. */
export function capitalised(text: string): string {
  return text.replace(/^["'“(]*\p{Ll}/u, first => first.toUpperCase())
}

/**
 * A question as somebody might type it: each slip of {@link SurfaceOptions} happens with its probability.
 * With all of them at zero, the question is the stretches in a row, tidied.
 */
export function noisy(
  stretches: readonly Stretch[],
  language: Language,
  options: SurfaceOptions,
  random: Random,
): string {
  const happens = (probability: number) => random.next() < probability
  const slips: ((text: string) => string)[] = []
  if (language === 'en') {
    if (happens(options.noArticles)) slips.push(text => text.replaceAll(/\b(the|an?) (?=\w)/gi, ''))
    if (happens(options.lowercase)) slips.push(text => text.toLowerCase())
    if (happens(options.spacing)) slips.push(text => text.replace(/ /, '  '))
  } else {
    if (happens(options.halfWidth))
      slips.push(text => text.replaceAll(/[，。？！：；（）]/g, mark => HALF_WIDTH[mark]!))
  }
  const bare = happens(options.bare)
  if (bare && language === 'en') slips.push(text => text.replaceAll(/(?<=\w)'(?=\w)/g, ''))
  let result = stretches.map(stretch =>
    stretch.kind === 'exact' ? stretch : { ...stretch, text: slips.reduce((text, slip) => slip(text), stretch.text) },
  )
  if (happens(options.typo)) result = withTypo(result, language, random)
  const text = tidyKeepingSpaces(result.map(stretch => stretch.text).join(''), language)
  const spaced = language === 'zh' && happens(options.spacing * 4) ? spaceLatin(text) : text
  return bare ? spaced.replace(/[.?!。？！]+$/u, '') : spaced
}

const HALF_WIDTH: Readonly<Record<string, string>> = {
  '，': ',',
  '。': '.',
  '？': '?',
  '！': '!',
  '：': ':',
  '；': ';',
  '（': '(',
  '）': ')',
}

/** Tidies, but leaves a doubled space in the middle of a text where a slip put it. */
function tidyKeepingSpaces(text: string, language: Language): string {
  const doubled = /\S {2}\S/.exec(text)
  return doubled && language === 'en' && !/ {2}.* {2}/.test(text)
    ? `${tidy(text.slice(0, doubled.index + 1), language)}  ${tidy(text.slice(doubled.index + 3), language)}`
    : tidy(text, language)
}

/** 「strawberry里有」 → 「strawberry 里有」 and the other way round. */
function spaceLatin(text: string): string {
  return text
    .replaceAll(/(?<=\p{Script=Han})(?=[A-Za-z0-9])/gu, ' ')
    .replaceAll(/(?<=[A-Za-z0-9])(?=\p{Script=Han})/gu, ' ')
}

const KEY_ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']

function withTypo(stretches: readonly Stretch[], language: Language, random: Random): Stretch[] {
  const pattern = language === 'en' ? /[A-Za-z]{4,}/g : /\p{Script=Han}{3,}/gu
  const places = stretches.flatMap((stretch, index) =>
    stretch.kind !== 'words'
      ? []
      : [...stretch.text.matchAll(pattern)].map(match => ({ index, at: match.index, word: match[0] })),
  )
  if (places.length === 0) return [...stretches]
  const { index, at, word } = random.pick(places)
  const slipped = language === 'en' ? slipOfFinger(word, random) : slipInChinese(word, random)
  return stretches.map((stretch, i) =>
    i === index
      ? { ...stretch, text: stretch.text.slice(0, at) + slipped + stretch.text.slice(at + word.length) }
      : stretch,
  )
}

/** Two letters swapped, one left out (of longer words), one doubled, or a neighbouring key. The first letter stays. */
function slipOfFinger(word: string, random: Random): string {
  const i = 1 + random.integer(word.length - 2)
  const [before, letter, after] = [word.slice(0, i), word[i]!, word.slice(i + 1)]
  switch (random.integer(4)) {
    case 0:
      return before + after[0] + letter + after.slice(1)
    case 1:
      return word.length > 5 ? before + after : before + letter + letter + after
    case 2:
      return before + letter + letter + after
    default: {
      const row = KEY_ROWS.find(keys => keys.includes(letter.toLowerCase())) ?? 'qwertyuiop'
      const key = row.indexOf(letter.toLowerCase())
      return before + row[key === 0 ? 1 : key - 1] + after
    }
  }
}

function slipInChinese(word: string, random: Random): string {
  const characters = [...word]
  const i = random.integer(characters.length - 1)
  if (random.next() < 0.5) characters.splice(i, 2, characters[i + 1]!, characters[i]!)
  else characters.splice(i, 1)
  return characters.join('')
}
