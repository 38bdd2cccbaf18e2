import { defaultKinds, type PersonalDataKind, replacePersonalData } from '../pii/index.ts'
import type { Filter } from './filter.ts'

export interface PersonalDataOptions {
  /** What to look for; all kinds but names unless given. */
  readonly kinds?: readonly PersonalDataKind[]
  /** `replace`: a placeholder in its place. `remove`: the document is rejected. */
  readonly action?: 'replace' | 'remove'
}

/**
 * Takes personal data out of documents, or rejects documents that have any. A document that was changed says in its
 * metadata how many of each kind it had (`pii-email: 2`), a rejected one in the detail of its rejection.
 */
export function personalDataFilter({ kinds = defaultKinds, action = 'replace' }: PersonalDataOptions = {}): Filter {
  return {
    name: 'pii',
    apply: document => {
      const { text, counts } = replacePersonalData(document.text, kinds)
      if (counts.size === 0) return document
      const list = [...counts].sort(([, a], [, b]) => b - a)
      if (action === 'replace') {
        const found = Object.fromEntries(list.map(([kind, count]) => [`pii-${kind}`, count]))
        return { ...document, text, metadata: { ...document.metadata, ...found } }
      }
      return {
        reason: `personal data: ${list[0]![0]}`,
        value: list.reduce((sum, [, count]) => sum + count, 0),
        detail: list.map(([kind, count]) => `${kind} ${count}`).join(', '),
      }
    },
  }
}
