import { buildComponent, type ComponentTable, componentsOf, unsupported } from '../component.ts'
import type { Component } from '../tokenizer-json.ts'

/** A pure function from text to text, applied before the text is split. */
export type Normalizer = (text: string) => string

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
  BertNormalizer: unsupported,
  ByteLevel: unsupported,
  Lowercase: unsupported,
  NFC: () => text => text.normalize('NFC'),
  NFD: () => text => text.normalize('NFD'),
  NFKC: () => text => text.normalize('NFKC'),
  NFKD: () => text => text.normalize('NFKD'),
  Nmt: unsupported,
  Precompiled: unsupported,
  Prepend: unsupported,
  Replace: unsupported,
  Sequence: (component, where) => {
    const parts = componentsOf(component, 'normalizers', where).map((part, i) =>
      buildNormalizer(part, `${where}.normalizers[${i}]`),
    )
    return text => parts.reduce((current, normalize) => normalize(current), text)
  },
  Strip: unsupported,
  StripAccents: unsupported,
}

/** The normaliser of a tokenizer.json; `null` leaves text as it is. */
export function buildNormalizer(component: Component | null | undefined, where = 'normalizer'): Normalizer {
  return component ? buildComponent(normalizers, component, where) : text => text
}
