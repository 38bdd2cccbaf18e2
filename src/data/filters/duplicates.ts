import { xxh3 } from '@node-rs/xxhash'
import type { Filter } from './filter.ts'

/** Keeps the first of several documents whose texts are equal but for case, white space and width of characters. */
export function duplicatesFilter(): Filter {
  const seen = new Set<bigint>()
  return {
    name: 'duplicates',
    apply: document => {
      const hash = xxh3.xxh128(plainForm(document.text))
      return seen.size === seen.add(hash).size ? { reason: 'seen before' } : document
    },
  }
}

/** What two texts have in common that count as duplicates. */
export function plainForm(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, '')
}
