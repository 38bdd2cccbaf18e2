import { msg, usageError } from '../../errors/index.ts'
import type { Random } from '../../random/index.ts'

/**
 * The small language of phrasings: `What is the <capital> of {country}[?|]`.
 *
 * `{slot}` is filled from a table row or a sampler, `<fragment>` names a list of phrases of the same file, `[a|b|]` is
 * a choice (an empty alternative may stand at any place). Choices nest; a fragment may use fragments.
 */
type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'slot'; readonly name: string }
  | { readonly type: 'fragment'; readonly name: string }
  | { readonly type: 'choice'; readonly alternatives: readonly Phrase[] }
export type Phrase = readonly Part[]
export type Fragments = ReadonlyMap<string, readonly Phrase[]>

/** A stretch of an expanded phrase: literal text, or a slot that is still to be filled. */
export type Piece = { readonly text: string } | { readonly slot: string }

const NAMED = /([{<])([A-Za-z][A-Za-z0-9-]*)([}>])/y

/**
 * Parses one phrase.
 *
 * @param options.choices false reads `[`, `]`, `|` and `<` as plain characters (code, where they have their own meaning)
 * @throws InstarError (usage) naming the phrase and the position of a bracket without its partner.
 */
export function parsePhrase(source: string, options: { choices: boolean } = { choices: true }): Phrase {
  let at = 0
  const parseUntil = (closing: boolean): Phrase[] => {
    const opened = at
    const alternatives: Part[][] = [[]]
    let text = ''
    const push = (part?: Part) => {
      const last = alternatives[alternatives.length - 1]!
      if (text) last.push({ type: 'text', text })
      text = ''
      if (part) last.push(part)
    }
    while (at < source.length) {
      const character = source[at]!
      NAMED.lastIndex = at
      const named = NAMED.exec(source)
      if (named?.[1] === '{' && named[3] === '}') {
        push({ type: 'slot', name: named[2]! })
        at += named[0].length
      } else if (options.choices && named?.[1] === '<' && named[3] === '>') {
        push({ type: 'fragment', name: named[2]! })
        at += named[0].length
      } else if (options.choices && character === '[') {
        at += 1
        push({ type: 'choice', alternatives: parseUntil(true) })
      } else if (options.choices && character === '|' && closing) {
        push()
        alternatives.push([])
        at += 1
      } else if (options.choices && character === ']') {
        if (!closing) throw usageError(msg`Expected "[" before "]" at character ${at + 1} of the phrase "${source}"`)
        push()
        at += 1
        return alternatives
      } else {
        text += character
        at += 1
      }
    }
    if (closing) throw usageError(msg`Expected "]" for the "[" at character ${opened} of the phrase "${source}"`)
    push()
    return alternatives
  }
  return parseUntil(false)[0]!
}

/**
 * One random reading of a phrase. Slots stay open: what fills them is the caller's.
 *
 * @throws InstarError (usage) for a fragment that does not exist or that contains itself.
 */
export function expandPhrase(phrase: Phrase, fragments: Fragments, random: Random, depth = 0): Piece[] {
  if (depth > 20) throw usageError(msg`Expected fragments that end, but one of them contains itself`)
  return phrase.flatMap((part): Piece[] => {
    if (part.type === 'text') return [{ text: part.text }]
    if (part.type === 'slot') return [{ slot: part.name }]
    const phrases = part.type === 'choice' ? part.alternatives : fragmentOf(part.name, fragments)
    return expandPhrase(random.pick(phrases), fragments, random, depth + 1)
  })
}

/** How many readings a phrase has (equal readings reached by two ways count twice). */
export function countReadings(phrase: Phrase, fragments: Fragments, depth = 0): number {
  if (depth > 20) throw usageError(msg`Expected fragments that end, but one of them contains itself`)
  const sum = (phrases: readonly Phrase[]) =>
    phrases.reduce((total, one) => total + countReadings(one, fragments, depth + 1), 0)
  return phrase.reduce((product, part) => {
    if (part.type === 'choice') return product * sum(part.alternatives)
    if (part.type === 'fragment') return product * sum(fragmentOf(part.name, fragments))
    return product
  }, 1)
}

/** The slots that a phrase may use, fragments included. */
export function slotsOf(phrase: Phrase, fragments: Fragments): Set<string> {
  const names = new Set<string>()
  const seen = new Set<string>()
  const visit = (parts: Phrase): void => {
    for (const part of parts) {
      if (part.type === 'slot') names.add(part.name)
      if (part.type === 'choice') part.alternatives.forEach(visit)
      if (part.type === 'fragment' && !seen.has(part.name)) {
        seen.add(part.name)
        fragmentOf(part.name, fragments).forEach(visit)
      }
    }
  }
  visit(phrase)
  return names
}

function fragmentOf(name: string, fragments: Fragments): readonly Phrase[] {
  const phrases = fragments.get(name)
  if (!phrases) {
    const known = [...fragments.keys()].map(key => `<${key}>`).join(', ') || 'none'
    throw usageError(msg`Expected one of the fragments ${known}, but found <${name}>`)
  }
  return phrases
}
