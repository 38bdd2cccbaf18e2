import type { Document } from '../document.ts'

/** Why a filter throws a document out; `value` is what it measured, where there is a number. */
export interface Rejection {
  readonly reason: string
  readonly value?: number
}

/**
 * A cleaning step: passes a document on, changed or not, or rejects it. A new filter is a pure function of the
 * documents given to it in their order: no clock, no chance, no files; the document given is not changed. Ids and
 * sources stay as they are.
 */
export interface Filter {
  readonly name: string
  apply(document: Document): Document | Rejection
}

export function isRejection(result: Document | Rejection): result is Rejection {
  return !('text' in result)
}
