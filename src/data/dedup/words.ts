/** The words of a text as numbers: what shingles are made of. */
export interface WordHashes {
  /** One 32-bit hash per word, in order; only the first `count` belong to the text. Overwritten by the next text. */
  readonly hashes: Int32Array
  readonly count: number
  /** Whether a third of the letters are Chinese: then n-grams are of characters. */
  readonly isChinese: boolean
}

/** What a UTF-16 unit is to a word. */
const separator = 0
const letter = 1
const han = 2
const surrogate = 3

const classes = new Uint8Array(65536)
/** Lower case and width of every unit: Ａ, A and a are one. */
const folded = new Uint16Array(65536)
for (let unit = 0; unit < 65536; unit++) {
  const character = String.fromCharCode(unit)
  const plain = character.normalize('NFKC').toLowerCase()
  folded[unit] = plain.length === 1 ? plain.charCodeAt(0) : unit
  classes[unit] =
    unit >= 0xd800 && unit < 0xe000
      ? surrogate
      : /\p{Script=Han}/u.test(character)
        ? han
        : /[\p{L}\p{M}\p{N}]/u.test(character)
          ? letter
          : separator
}

const offset = 0x811c9dc5 | 0
const prime = 0x01000193

/**
 * A reader of words that keeps its buffer from text to text. A word is a run of letters, marks and digits in lower case;
 * a Chinese character is a word of its own; punctuation and white space only separate. Hashes are FNV-1a (Fowler, Noll,
 * Vo), finalised.
 */
export function wordReader(): (text: string) => WordHashes {
  let hashes = new Int32Array(4096)
  return text => {
    if (hashes.length <= text.length) hashes = new Int32Array(2 * text.length) // a word has a unit at least
    let count = 0
    let hash = offset
    let letters = 0
    let hanLetters = 0
    let inWord = false
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      let kind = classes[unit]!
      let value: number = folded[unit]!
      if (kind === surrogate) {
        value = text.codePointAt(i)!
        kind = astralClass(value)
        if (value > 0xffff) i++
      }
      if (kind === letter) {
        hash = Math.imul(hash ^ value, prime)
        letters++
        inWord = true
        continue
      }
      if (inWord) hashes[count++] = mix(hash)
      hash = offset
      inWord = false
      if (kind === han) {
        hashes[count++] = mix(Math.imul(offset ^ value, prime))
        hanLetters++
      }
    }
    if (inWord) hashes[count++] = mix(hash)
    return { hashes, count, isChinese: hanLetters > 0 && 3 * hanLetters >= letters + hanLetters }
  }
}

/** Characters outside the basic plane: rare enough to ask Unicode each time. */
function astralClass(point: number): number {
  if (point < 0x10000) return separator // half a character
  if (point >= 0x20000 && point < 0x33480) return han
  return /[\p{L}\p{M}\p{N}]/u.test(String.fromCodePoint(point)) ? letter : separator
}

/** The finaliser of MurmurHash3 (Appleby 2011): every input bit reaches every output bit. */
export function mix(value: number): number {
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return value ^ (value >>> 16)
}

/**
 * The n-grams of a text as 32-bit hashes, written into `into` (as long as there are words at least); a text of fewer than
 * n words is one n-gram, as a whole. The hash of an n-gram is a polynomial in those of its words, rolled along the text
 * (Karp and Rabin 1987), finalised.
 *
 * @returns how many; none for a text without words
 */
export function ngrams({ hashes, count }: WordHashes, n: number, into: Int32Array): number {
  if (count === 0) return 0
  const length = Math.min(n, count)
  let leaving = 1 // base ** (length - 1): what the first word of an n-gram is worth
  for (let i = 1; i < length; i++) leaving = Math.imul(leaving, base)
  let rolled = 0
  for (let i = 0; i < length; i++) rolled = (Math.imul(rolled, base) + hashes[i]!) | 0
  into[0] = mix(rolled)
  for (let i = length; i < count; i++) {
    rolled = (Math.imul(rolled - Math.imul(hashes[i - length]!, leaving), base) + hashes[i]!) | 0
    into[i - length + 1] = mix(rolled)
  }
  return count - length + 1
}

const base = 0x9e3779b1 | 0
