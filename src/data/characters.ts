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

/** Bits of every code unit; 0 for surrogates, whose pair has to be looked at as a whole: see `pairBits`. */
export const characterBits: Uint8Array = basicPlane()

function basicPlane(): Uint8Array {
  const bits = new Uint8Array(0x10000)
  for (const [from, to] of [
    [0, 0xd800], // surrogates in between
    [0xe000, 0x10000],
  ] as const) {
    const all = String.fromCharCode(...Array.from({ length: to - from }, (_, i) => from + i))
    for (const [bit, property] of properties)
      for (const { index, 0: run } of all.matchAll(property))
        for (let i = index; i < index + run.length; i++) bits[from + i]! |= bit
  }
  return bits
}

const beyond = new Map<number, number>()

/** Bits of the pair of surrogates that begins at `index`: see `isPair`. */
export function pairBits(text: string, index: number): number {
  const point = text.codePointAt(index)!
  let bits = beyond.get(point)
  if (bits === undefined) {
    bits = 0
    const character = String.fromCodePoint(point)
    for (const [bit, property] of properties) if (character.search(property) === 0) bits |= bit
    beyond.set(point, bits)
  }
  return bits
}

/** Whether a code unit at `index` begins a pair of surrogates, rather than being a character or half of one. */
export function isPair(unit: number, text: string, index: number): boolean {
  return (unit & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00
}
