import { InstarError } from '../../errors/index.ts'
import { buildComponent, type ComponentTable, componentsOf, unsupported } from '../component.ts'
import type { Component } from '../tokenizer-json.ts'
import { compilePattern } from './regular-expression.ts'
import { type Splitter, split, splitter } from './split.ts'

/** The stage that cuts text into the pieces inside which the model merges. */
export interface PreTokenizer {
  readonly split: Splitter
  /** Whether the model spells the pieces in bytes (after `ByteLevel`) or in characters. */
  readonly alphabet: 'bytes' | 'characters'
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

const preTokenizers: ComponentTable<PreTokenizerType, PreTokenizer> = {
  BertPreTokenizer: unsupported,
  ByteLevel: component => ({ split: byteLevelSplitter(component), alphabet: 'bytes' }),
  CharDelimiterSplit: unsupported,
  Digits: (component, where) => ({
    split: splitter(
      compilePattern('\\p{N}', where),
      component.individual_digits === true ? 'Isolated' : 'Contiguous',
      false,
    ),
    alphabet: 'characters',
  }),
  FixedLength: unsupported,
  Metaspace: unsupported,
  Punctuation: unsupported,
  Sequence: (component, where) => {
    const stages = componentsOf(component, 'pretokenizers', where).map((part, i) =>
      buildPreTokenizer(part, `${where}.pretokenizers[${i}]`),
    )
    // After ByteLevel a piece is spelled in bytes, and a pattern for text would no longer mean what it says.
    const bytes = stages.findIndex(stage => stage.alphabet === 'bytes')
    if (bytes >= 0 && bytes < stages.length - 1) {
      throw new InstarError(
        `${where}: expected ByteLevel to be the last of the sequence, found it at position ${bytes}`,
      )
    }
    const [first, ...rest] = stages
    if (!first) return { split: text => [text], alphabet: 'characters' }
    return {
      split: text => rest.reduce<readonly string[]>((pieces, stage) => pieces.flatMap(stage.split), first.split(text)),
      alphabet: bytes >= 0 ? 'bytes' : 'characters',
    }
  },
  Split: (component, where) => ({ split: split(component, where), alphabet: 'characters' }),
  UnicodeScripts: unsupported,
  Whitespace: unsupported,
  WhitespaceSplit: unsupported,
}

/** The pattern of GPT-2, which `ByteLevel` applies unless told not to. */
const gpt2Pattern = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"

function byteLevelSplitter(component: Component): Splitter {
  const cut: Splitter =
    component.use_regex === false
      ? text => [text]
      : splitter(compilePattern(gpt2Pattern, 'ByteLevel'), 'Isolated', false)
  if (component.add_prefix_space !== true) return cut
  return text => cut(text.startsWith(' ') ? text : ` ${text}`)
}

/** The pre-tokenizer of a tokenizer.json; `null` leaves the text in one piece. */
export function buildPreTokenizer(component: Component | null | undefined, where = 'pre_tokenizer'): PreTokenizer {
  if (!component) return { split: text => [text], alphabet: 'characters' }
  return buildComponent(preTokenizers, component, where)
}
