/**
 * What kind of character a code unit is, as bits in a table: cleaning looks at every character of every document, and a
 * look-up costs a fiftieth of a regular expression with `\p{…}`. The table is made from the engine's own Unicode data.
 */
export const letter = 1
export const mark = 2
export const number = 4
export const space = 8
export const han = 16
export const kana = 32
export const hangul = 64
/** Ends a sentence, in any script. */
export const terminal = 128

const properties: readonly (readonly [bit: number, property: RegExp])[] = [
  [letter, /\p{L}+/gu],
  [mark, /\p{M}+/gu],
  [number, /\p{N}+/gu],
  [space, /\s+/gu],
  [han, /\p{Script=Han}+/gu],
  [kana, /[\p{Script=Hiragana}\p{Script=Katakana}]+/gu],
  [hangul, /\p{Script=Hangul}+/gu],
  [terminal, /\p{Sentence_Terminal}+/gu],
]

const surrogates = { first: 0xd800, last: 0xdfff }

/** Bits of every code unit; 0 for surrogates, whose pair has to be looked at as a whole: see `bitsAt`. */
export const characterBits: Uint8Array = basicPlane()

function basicPlane(): Uint8Array {
  const bits = new Uint8Array(0x10000)
  for (const [from, to] of [
    [0, surrogates.first],
    [surrogates.last + 1, 0x10000],
  ] as const) {
    const all = String.fromCharCode(...Array.from({ length: to - from }, (_, i) => from + i))
    for (const [bit, property] of properties)
      for (const { index, 0: run } of all.matchAll(property))
        for (let i = index; i < index + run.length; i++) bits[from + i]! |= bit
  }
  return bits
}

const beyond = new Map<number, number>()

/** Bits of the character that begins at `index`, which may be a pair of surrogates; 0 for half a pair. */
export function bitsAt(text: string, index: number): number {
  const unit = text.charCodeAt(index)
  if (unit < surrogates.first || unit > surrogates.last) return characterBits[unit]!
  const point = text.codePointAt(index)!
  if (point < 0x10000) return 0
  let bits = beyond.get(point)
  if (bits === undefined) {
    bits = 0
    const character = String.fromCodePoint(point)
    for (const [bit, property] of properties) if (character.search(property) === 0) bits |= bit
    beyond.set(point, bits)
  }
  return bits
}

/** Whether a code unit is the first half of a pair of surrogates. */
export function isHighSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800
}
