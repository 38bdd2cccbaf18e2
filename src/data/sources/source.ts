import { InstarError } from '../../errors/index.ts'
import type { Document } from '../document.ts'
import { recordMetadata, recordText } from './fields.ts'
import { sourceFiles } from './files.ts'
import { fileRecords } from './records.ts'

/** Where documents come from; a recipe's `sources` are a list of these. */
export interface SourceOptions {
  /** `npm:NAME@VERSION/path`, or a local file, folder or glob. */
  readonly uri: string
  /** Paths of the fields that are the text of a record of JSON or Parquet; `text` unless given. */
  readonly text?: readonly string[] | undefined
  /** Documents at most. */
  readonly limit?: number | undefined
}

/**
 * The documents of a source, in the order of its files. Records without text are passed over.
 *
 * @param options.baseFolder  what local paths are relative to: the recipe's folder
 * @throws InstarError when the source cannot be fetched or read, or has no text in the fields named.
 */
export async function* openSource(
  { uri, text = ['text'], limit = Number.POSITIVE_INFINITY }: SourceOptions,
  options: { baseFolder: string; signal?: AbortSignal },
): AsyncGenerator<Document> {
  let count = 0
  let without: unknown
  for (const file of await sourceFiles(uri, options)) {
    for await (const { index, value } of fileRecords(file)) {
      options.signal?.throwIfAborted()
      if (count >= limit) return
      const found = typeof value === 'string' ? value : recordText(value, text)
      if (found === undefined) {
        without ??= value
        continue
      }
      count++
      const metadata = recordMetadata(value, text)
      yield {
        id: `${uri}#${file.name}:${index}${typeof value === 'string' ? '' : `:${text.join('+')}`}`,
        text: found,
        source: uri,
        ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
      }
    }
  }
  if (count === 0 && without !== undefined)
    throw new InstarError(
      `Source ${uri}: expected text in ${text.join(' or ')}, but the records have ${Object.keys(without as object).join(', ') || 'no fields'}`,
    )
}
