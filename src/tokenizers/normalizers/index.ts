import { InstarError, msg } from '../../errors/index.ts'
import { tokenOfText } from '../byte-alphabet.ts'
import { buildComponent, type ComponentTable, componentsOf } from '../component.ts'
import { patternOf } from '../pre-tokenizers/regular-expression.ts'
import type { Text } from '../text.ts'
import type { Component } from '../tokenizer-json.ts'
import { bertNormalizer } from './bert.ts'
import { precompiled } from './precompiled.ts'
import { lowercase, nmt, stripAccents, unicodeForm } from './unicode.ts'

/** A pure function from text to text, applied before the text is split. */
export type Normalizer = (text: Text) => Text

type NormalizerType =
  | 'BertNormalizer'
  | 'ByteLevel'
  | 'Lowercase'
  | 'NFC'
  | 'NFD'
  | 'NFKC'
  | 'NFKD'
  | 'Nmt'
  | 'Precompiled'
  | 'Prepend'
  | 'Replace'
  | 'Sequence'
  | 'Strip'
  | 'StripAccents'

const normalizers: ComponentTable<NormalizerType, Normalizer> = {
  BertNormalizer: bertNormalizer,
  ByteLevel: () => text => text.replace(/./gsu, tokenOfText),
  Lowercase: () => lowercase,
  NFC: () => unicodeForm('NFC'),
  NFD: () => unicodeForm('NFD'),
  NFKC: () => unicodeForm('NFKC'),
  NFKD: () => unicodeForm('NFKD'),
  Nmt: () => nmt,
  Precompiled: precompiled,
  Prepend: (component, where) => {
    const { prepend } = component
    if (typeof prepend !== 'string') throw new InstarError(msg`${where}.prepend: expected a text, found ${prepend}`)
    return text => (text.value === '' ? text : text.replace(/^/gu, () => prepend))
  },
  Replace: (component, where) => {
    const { content } = component
    if (typeof content !== 'string') throw new InstarError(msg`${where}.content: expected a text, found ${content}`)
    const pattern = patternOf(component, where)
    return text => text.replace(pattern, () => content)
  },
  Sequence: (component, where) => {
    const parts = componentsOf(component, 'normalizers', where).map((part, i) =>
      buildNormalizer(part, `${where}.normalizers[${i}]`),
    )
    return text => parts.reduce((current, normalize) => normalize(current), text)
  },
  Strip: component => {
    const left = component.strip_left !== false ? ['^\\p{White_Space}+'] : []
    const right = component.strip_right !== false ? ['(?<!\\p{White_Space})\\p{White_Space}+$'] : []
    const ends = new RegExp([...left, ...right].join('|') || '(?!)', 'gu')
    return text => text.replace(ends, () => '')
  },
  StripAccents: () => stripAccents,
}

/** The normaliser of a tokenizer.json; `null` leaves text as it is. */
export function buildNormalizer(component: Component | null | undefined, where = 'normalizer'): Normalizer {
  return component ? buildComponent(normalizers, component, where) : text => text
}
