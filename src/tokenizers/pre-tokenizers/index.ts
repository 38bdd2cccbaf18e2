import { InstarError, msg } from '../../errors/index.ts'
import { bertPunctuation } from '../characters/newer.ts'
import { buildComponent, type ComponentTable, componentsOf } from '../component.ts'
import type { Component } from '../tokenizer-json.ts'
import { metaspace } from './metaspace.ts'
import { compileLiteral, compilePattern } from './regular-expression.ts'
import { gpt2Pattern, type Scanner, scannerOf } from './scanners/index.ts'
import { unicodeScripts } from './scripts.ts'
import { behaviorOf, type Splitter, split, splitter } from './split.ts'

export type { Splitter } from './split.ts'

/** The stage that cuts text into the pieces inside which the model merges. */
export interface PreTokenizer {
  readonly split: Splitter
  /** Whether the model spells the pieces in bytes (after `ByteLevel`) or in characters. */
  readonly alphabet: 'bytes' | 'characters'
  /** What {@link split} does, by hand, where it is one of the patterns that we know. */
  readonly scan?: Scanner
}

type PreTokenizerType =
  | 'BertPreTokenizer'
  | 'ByteLevel'
  | 'CharDelimiterSplit'
  | 'Digits'
  | 'FixedLength'
  | 'Metaspace'
  | 'Punctuation'
  | 'Sequence'
  | 'Split'
  | 'UnicodeScripts'
  | 'Whitespace'
  | 'WhitespaceSplit'

const numeric = /\p{N}/gu
const whiteSpace = /\p{White_Space}+/gu
const wordOrSigns =
  /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\p{White_Space}]+/gu

const characters = (split: Splitter): PreTokenizer => ({ split, alphabet: 'characters' })

const preTokenizers: ComponentTable<PreTokenizerType, PreTokenizer> = {
  BertPreTokenizer: () => {
    const [words, signs] = [splitter(whiteSpace, 'Removed'), splitter(bertPunctuation, 'Isolated')]
    return characters(text => words(text).flatMap(signs))
  },
  ByteLevel: byteLevel,
  CharDelimiterSplit: (component, where) => {
    const { delimiter } = component
    if (typeof delimiter !== 'string' || [...delimiter].length !== 1)
      throw new InstarError(msg`${where}.delimiter: expected one character, found ${JSON.stringify(delimiter)}`)
    return characters(splitter(compileLiteral(delimiter), 'Removed'))
  },
  Digits: component => characters(splitter(numeric, component.individual_digits === true ? 'Isolated' : 'Contiguous')),
  FixedLength: (component, where) => {
    const { length } = component
    if (!Number.isInteger(length) || (length as number) < 1)
      throw new InstarError(
        msg`${where}.length: expected a whole number of at least 1, found ${JSON.stringify(length)}`,
      )
    return characters(splitter(new RegExp(`[^]{1,${length}}`, 'gu'), 'Isolated'))
  },
  Metaspace: (component, where) => characters(metaspace(component, where)),
  Punctuation: (component, where) =>
    characters(splitter(bertPunctuation, component.behavior === undefined ? 'Isolated' : behaviorOf(component, where))),
  Sequence: sequence,
  Split: (component, where) => {
    const scan = scannerOf(knownPatterns(component))
    return { split: split(component, where), alphabet: 'characters', ...(scan && { scan }) }
  },
  UnicodeScripts: () => characters(unicodeScripts),
  Whitespace: () => characters(splitter(wordOrSigns, 'Removed', true)),
  WhitespaceSplit: () => characters(splitter(whiteSpace, 'Removed')),
}

function sequence(component: Component, where: string): PreTokenizer {
  const parts = componentsOf(component, 'pretokenizers', where)
  const stages = parts.map((part, i) => buildPreTokenizer(part, `${where}.pretokenizers[${i}]`))
  // After ByteLevel a piece is spelled in bytes, and a pattern for text would no longer mean what it says.
  const bytes = stages.findIndex(stage => stage.alphabet === 'bytes')
  if (bytes >= 0 && bytes < stages.length - 1)
    throw new InstarError(
      msg`${where}: expected ByteLevel to be the last of the sequence, found it at position ${bytes}`,
    )
  const scan = scannerOf(parts.flatMap(knownPatterns))
  return {
    split: text => stages.reduce<ReturnType<Splitter>>((pieces, stage) => pieces.flatMap(stage.split), [text]),
    alphabet: bytes >= 0 ? 'bytes' : 'characters',
    ...(scan && { scan }),
  }
}

function byteLevel(component: Component): PreTokenizer {
  const cut: Splitter =
    component.use_regex === false ? text => [text] : splitter(compilePattern(gpt2Pattern, 'ByteLevel'), 'Isolated')
  if (component.add_prefix_space !== false)
    return { split: text => cut(text.replace(/^(?! )/gu, () => ' ')), alphabet: 'bytes' }
  const scan = scannerOf(knownPatterns(component))
  return { split: cut, alphabet: 'bytes', ...(scan && { scan }) }
}

/** The patterns that a component cuts by, for {@link scannerOf}; one that no scanner knows where it does anything else. */
function knownPatterns(component: Component): readonly string[] {
  const { type, pattern, behavior, invert } = component
  if (type === 'ByteLevel' && component.add_prefix_space === false)
    return component.use_regex === false ? [] : [gpt2Pattern]
  const expression = (pattern as { Regex?: unknown } | undefined)?.Regex
  if (type === 'Split' && behavior === 'Isolated' && invert !== true && typeof expression === 'string')
    return [expression]
  return [`no pattern: ${type}`]
}

/** The pre-tokenizer of a tokenizer.json; `null` leaves the text in one piece. */
export function buildPreTokenizer(component: Component | null | undefined, where = 'pre_tokenizer'): PreTokenizer {
  if (!component) return characters(text => (text.value === '' ? [] : [text]))
  return buildComponent(preTokenizers, component, where)
}
