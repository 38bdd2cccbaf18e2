import type { Component } from '../tokenizer-json.ts'

/**
 * How white space stands to the words beside it, in the tokenizers that we train.
 *
 * - `'glued'`, as in GPT-4: a space belongs to the word after it. Fewest tokens for prose.
 * - `'apart'`: words, digits, Han characters, white space and punctuation are pieces of their own. A word then has the
 *   same tokens wherever it stands, after a space or inside the quotes of code, so that a small model can copy it;
 *   prose costs more tokens for that.
 *
 * In both, digits are single (numbers of equal length have equally many tokens, digit under digit) and Han characters
 * are never glued to Latin letters.
 *
 * Case is kept as it is: `Peru`, `peru` and `PERU` are three spellings with three rows of ids. Folding case would lose
 * what was written (code, names, `decode(encode(x)) = x`), and cutting at capitals (as GPT-4o does) gives `peru` and
 * `Peru` no common tokens either. Corpora that should answer in any case must contain any case.
 */
export type Spacing = 'glued' | 'apart'

/**
 * Han characters as literal ranges, because Oniguruma knows `\p{Han}` only and ECMAScript `\p{Script=Han}` only:
 * radicals, iteration mark and zero, Hangzhou numerals, extension A, the main block, compatibility forms, and the two
 * planes that Unicode keeps for ideographs.
 */
const han =
  '\u{2e80}-\u{2fd5}\u{3005}\u{3007}\u{3021}-\u{3029}\u{3038}-\u{303b}\u{3400}-\u{4dbf}\u{4e00}-\u{9fff}' +
  '\u{f900}-\u{faff}\u{20000}-\u{2fffd}\u{30000}-\u{3fffd}'

// \p{White_Space} where one would write \s: the two engines disagree about \s (see regular-expression.ts).
const space = '\\p{White_Space}'
const letters = `(?:(?![${han}])[\\p{L}\\p{M}])+`
const others = `[^${space}\\p{L}\\p{M}\\p{N}${han}]+`

/** The pattern of each spacing; ./scanners/spacing.ts does the same by hand. */
export const spacingPatterns: { readonly [S in Spacing]: string } = {
  apart: [`[${han}]`, letters, '\\p{N}', `${space}+`, others].join('|'),
  glued: [
    "'(?:[sStTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])(?![\\p{L}\\p{M}])", // the endings of it's, we're, they'll
    ` ?${letters}`,
    `[${han}]+`,
    '\\p{N}',
    ` ?${others}[\\r\\n]*`,
    `${space}*[\\r\\n]+`,
    `${space}+(?!\\P{White_Space})`, // leaves the last space of a run to the word after it
    `${space}+`,
  ].join('|'),
}

/**
 * `'apart'` with exceptions: common words, and punctuation, take along one space on either side, and a common word
 * of several Han characters is one piece. Words that a model has to copy are rarely common, and keep the same tokens
 * everywhere; most of the other spaces are tokens no longer.
 *
 * @param words in small letters; they are recognised with a capital at the start too
 */
function apartButFor(words: readonly string[]): string {
  const isHan = new RegExp(`^[${han}]`, 'u')
  // Alternatives are tried in order, and nothing after a Chinese word says where it ends.
  const chinese = words.filter(word => isHan.test(word)).sort((a, b) => b.length - a.length)
  const spaced = words.filter(word => !isHan.test(word)).map(word => `${anyCase(word[0]!)}${word.slice(1)}`)
  return [
    ...(spaced.length > 0 ? [` ?(?:${spaced.join('|')})(?![\\p{L}\\p{M}]) ?`] : []),
    ...chinese,
    `[${han}]`,
    letters,
    '\\p{N}',
    ` ?${others} ?`,
    `${space}+`,
  ].join('|')
}

const anyCase = (letter: string) => {
  const capital = letter.toUpperCase()
  return capital.length === 1 && capital !== letter ? `[${letter}${capital}]` : letter
}

/**
 * The `pre_tokenizer` of a byte-level tokenizer with this spacing.
 *
 * @param commonWords that keep their spaces, for `'apart'`
 */
export function spacingComponent(spacing: Spacing, commonWords: readonly string[] = []): Component {
  const pattern = spacing === 'apart' && commonWords.length > 0 ? apartButFor(commonWords) : spacingPatterns[spacing]
  return {
    type: 'Sequence',
    pretokenizers: [
      { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false },
      { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
    ],
  }
}
