import type { Document } from '../document.ts'

/** Why a filter throws a document out. */
export interface Rejection {
  /** One of few sentences: rejects are counted by it. */
  readonly reason: string
  /** What was measured, where there is a number. */
  readonly value?: number
  /** What it was about in this document: where a quoted question stands, which document this one repeats. */
  readonly detail?: string
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
