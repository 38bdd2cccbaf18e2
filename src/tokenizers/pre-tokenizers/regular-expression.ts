import { InstarError, msg } from '../../errors/index.ts'
import type { Component } from '../tokenizer-json.ts'

/**
 * Compiles a pattern of a tokenizer.json. The files are written for Oniguruma (Hugging Face's engine), and most
 * patterns mean the same in ECMAScript with the `u` flag. What differs is rewritten, what cannot be is refused:
 *
 * - `\s` is Unicode white space there; here it would have U+FEFF and lack U+0085;
 * - `\d` and `\w` follow Unicode there, ASCII here;
 * - `\p{Han}` is `\p{Script=Han}` here;
 * - an escaped character that needs no escape (`\'`, `\!`) is an error here;
 * - possessive quantifiers (`?+`, `++`, `*+`), atomic groups and class intersections do not exist here.
 *
 * The engines' Unicode versions may differ by a few years: a letter assigned in between is a letter to one only.
 *
 * @returns an expression with the flags `gu`. @throws InstarError naming `where` for a pattern that cannot be compiled.
 */
export function compilePattern(pattern: string, where: string): RegExp {
  try {
    return new RegExp(toEcmaScript(pattern), 'gu')
  } catch (cause) {
    throw new InstarError(msg`${where}: expected a regular expression that this engine can run, found ${cause}`, {
      cause,
    })
  }
}

/** The pattern of a component: `{ "Regex": … }` or `{ "String": … }`. @throws InstarError naming `where`. */
export function patternOf(component: Component, where: string): RegExp {
  const pattern = component.pattern as { Regex?: unknown; String?: unknown } | undefined
  if (typeof pattern?.Regex === 'string') return compilePattern(pattern.Regex, `${where}.pattern`)
  if (typeof pattern?.String === 'string') return compileLiteral(pattern.String)
  throw new InstarError(msg`${where}.pattern: expected {"Regex": …} or {"String": …}, found ${JSON.stringify(pattern)}`)
}

/** A pattern that matches `text` itself. */
export function compileLiteral(text: string): RegExp {
  return new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'gu')
}

const classes: Readonly<Record<string, string>> = {
  s: '\\p{White_Space}',
  S: '\\P{White_Space}',
  d: '\\p{Nd}',
  D: '\\P{Nd}',
}

/** Oniguruma's `\w`, with the six digits and fractions of Latin-1. */
const word = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u00b2\\u00b3\\u00b9\\u00bc-\\u00be'

function toEcmaScript(pattern: string): string {
  let result = ''
  let inClass = false
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i]!
    if (character === '\\') {
      const [text, length] = rewriteEscape(pattern, i, inClass)
      result += text
      i += length - 1
    } else if (character === '[') {
      if (inClass) throw new InstarError(msg`a class inside a class`)
      inClass = true
      result += character
    } else if (character === ']') {
      inClass = false
      result += character
    } else if (inClass) {
      if (character === '&' && pattern[i + 1] === '&') throw new InstarError(msg`a class intersection (&&)`)
      result += character
    } else {
      if (/[?*+}]/.test(character) && pattern[i + 1] === '+')
        throw new InstarError(msg`a possessive quantifier (${character}+)`)
      if (character === '(' && pattern.startsWith('(?>', i)) throw new InstarError(msg`an atomic group (?>`)
      result += character
    }
  }
  return result
}

/** The rewritten escape sequence at `start`, and the length of the original. */
function rewriteEscape(pattern: string, start: number, inClass: boolean): [string, number] {
  const letter = pattern[start + 1]
  if (letter === undefined) throw new InstarError(msg`a backslash at the end`)
  if (Object.hasOwn(classes, letter)) return [classes[letter]!, 2]
  if (letter === 'w') return [inClass ? word : `[${word}]`, 2]
  if (letter === 'p' || letter === 'P') {
    const end = pattern.indexOf('}', start)
    const name = pattern.slice(start + 3, end)
    return [name === 'Han' ? `\\${letter}{Script=Han}` : pattern.slice(start, end + 1), end + 1 - start]
  }
  if (/[\p{L}\p{N}\\^$.*+?()[\]{}|/]/u.test(letter) || (inClass && letter === '-')) return [`\\${letter}`, 2]
  return [letter, 2]
}
