import type { Anchor, AnchorKind, Rule } from './rule.ts'

/** The rules that look at each kind of anchor, and at each word. */
export interface Watch<R extends Rule> {
  readonly anchors: { readonly [K in AnchorKind]: readonly R[] }
  readonly english: ReadonlyMap<string, readonly R[]>
  readonly chinese: readonly { readonly word: string; readonly rules: readonly R[] }[]
  /** What each UTF-16 unit is to the scan. */
  readonly classes: Uint8Array
  /** Whether an English word with this hash is watched for. */
  readonly hashes: Uint8Array
}

const letter = 1
const digit = 2
const at = 3
const colon = 4
const chineseWord = 5
const hashBits = 12

/** Sorts rules by what they look at. */
export function watchFor<R extends Rule>(rules: readonly R[]): Watch<R> {
  const byWord = new Map<string, R[]>()
  for (const rule of rules) for (const word of rule.words ?? []) byWord.set(word, [...(byWord.get(word) ?? []), rule])
  const looking = (kind: AnchorKind) => rules.filter(({ anchors }) => anchors.includes(kind))
  const english = new Map([...byWord].filter(([word]) => /^[a-z]+$/.test(word)))
  const chinese = [...byWord].filter(([word]) => !english.has(word)).map(([word, rules]) => ({ word, rules }))
  const classes = new Uint8Array(0x10000)
  for (let unit = 0; unit < 128; unit++) {
    if (/[A-Za-z]/.test(String.fromCharCode(unit))) classes[unit] = letter
    if (/\d/.test(String.fromCharCode(unit))) classes[unit] = digit
  }
  classes['@'.charCodeAt(0)] = at
  classes['#'.charCodeAt(0)] = at
  classes[':'.charCodeAt(0)] = colon
  for (const { word } of chinese) classes[word.charCodeAt(0)] = chineseWord
  const hashes = new Uint8Array(1 << hashBits)
  for (const word of english.keys()) hashes[[...word].reduce((hash, c) => mixed(hash, c.charCodeAt(0)), 0)] = 1
  return {
    anchors: { digits: looking('digits'), mixed: looking('mixed'), at: looking('at'), link: looking('link') },
    english,
    chinese,
    classes,
    hashes,
  }
}

/** Small letters and capitals hash alike. */
function mixed(hash: number, unit: number): number {
  return (Math.imul(hash, 31) + (unit | 32)) & ((1 << hashBits) - 1)
}

/** Goes through a text once and calls `look` at every anchor, in order. */
export function scan<R extends Rule>(
  text: string,
  watch: Watch<R>,
  look: (rules: readonly R[], anchor: Anchor) => void,
): void {
  const { classes, hashes, anchors, english, chinese } = watch
  const { length } = text
  for (let i = 0; i < length; ) {
    const start = i
    let found = classes[text.charCodeAt(i)]!
    if (found === letter || found === digit) {
      let hash = 0
      let seen = 0
      do {
        seen |= found
        hash = mixed(hash, text.charCodeAt(i))
        i++
        found = i < length ? classes[text.charCodeAt(i)]! : 0
      } while (found === letter || found === digit)
      if (seen === digit) look(anchors.digits, { start, end: i })
      else if (seen !== letter) look(anchors.mixed, { start, end: i })
      else if (hashes[hash] === 1) {
        const rules = english.get(text.slice(start, i).toLowerCase())
        if (rules) look(rules, { start, end: i })
      }
      continue
    }
    i++
    if (found === 0) continue
    if (found === at) look(anchors.at, { start, end: i })
    else if (found === colon) {
      if (text.charCodeAt(i) === 47 && text.charCodeAt(i + 1) === 47) look(anchors.link, { start, end: i + 2 })
    } else {
      for (const { word, rules } of chinese)
        if (text.startsWith(word, start)) look(rules, { start, end: start + word.length })
    }
  }
}
