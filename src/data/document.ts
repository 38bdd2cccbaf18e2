/** One text with where it comes from. */
export interface Document {
  /** Unique and stable: the same source, read for the same fields, gives the same ids, whatever else is collected. */
  readonly id: string
  readonly text: string
  /** The URI of the source. */
  readonly source: string
  /** ISO 639-1 code, once it is known. */
  readonly language?: string
  /** Short fields beside the text: title, author, … */
  readonly metadata?: Readonly<Record<string, string | number>>
}
