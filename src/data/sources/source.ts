import { either, foreign, InstarError, msg } from '../../errors/index.ts'
import type { Document } from '../document.ts'
import { recordMetadata, recordText } from './fields.ts'
import { type SourceFile, sourceFiles } from './files.ts'
import { type FileRecord, fileFormat, fileRecords } from './formats/index.ts'

/** Where documents come from; a recipe's `sources` are a list of these. */
export interface SourceOptions {
  /** `npm:NAME@VERSION/path`, `hf://datasets/USER/NAME/path`, an address, or a local file, folder or glob. */
  readonly uri: string
  /** Paths of the fields that are the text of a record of JSON or Parquet; `text` unless given. */
  readonly text?: readonly string[] | undefined
  /** Documents at most. */
  readonly limit?: number | undefined
}

/** An entry of a source that gave no document. */
export interface SkippedEntry {
  /** The name of the file in the source. */
  readonly file: string
  /** The number of the entry there. */
  readonly index: number
  /** The same words for the same cause. */
  readonly reason: string
}

/**
 * The documents of a source, in the order of its files, streamed. Records without text are passed over.
 *
 * @param options.baseFolder  what local paths are relative to: the recipe's folder
 * @param options.onSkipped  told of every entry that gives no document; damaged ones are passed over then, too
 * @param options.files  only these of its files, for those who share the work; then a part without text is no error
 * @throws InstarError when the source cannot be fetched or read, or has no text in the fields named, or something
 * in it is damaged and nobody wants to hear of it.
 */
export async function* openSource(
  { uri, text = ['text'], limit = Number.POSITIVE_INFINITY }: SourceOptions,
  options: {
    baseFolder: string
    signal?: AbortSignal
    files?: readonly SourceFile[]
    onSkipped?: (entry: SkippedEntry) => void
  },
): AsyncGenerator<Document> {
  let count = 0
  let without: unknown
  for (const file of options.files ?? (await sourceFiles(uri, options))) {
    for await (const record of fileRecords(file.path, fileFormat(file.name)!)) {
      options.signal?.throwIfAborted()
      if (count >= limit) return
      if ('reason' in record) {
        skip(record, file, options.onSkipped)
        continue
      }
      const { index, value } = record
      const found = typeof value === 'string' ? value : recordText(value, text)
      if (found === undefined) {
        without ??= value
        options.onSkipped?.({ file: file.name, index, reason: 'no text' })
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
  if (count === 0 && without !== undefined && !options.files)
    throw new InstarError(
      msg`Source ${uri}: expected text in ${either(text)},
        but the records have ${Object.keys(without as object).join(', ') || msg`no fields`}`,
    )
}

/** @throws InstarError for damage when nobody counts it */
function skip(
  record: Extract<FileRecord, { reason: string }>,
  file: SourceFile,
  onSkipped: ((entry: SkippedEntry) => void) | undefined,
): void {
  const { index, reason, detail, damaged } = record
  if (onSkipped) onSkipped({ file: file.name, index, reason })
  else if (damaged) throw new InstarError(msg`${file.path}:${index + 1}: ${detail ?? foreign(reason)}`)
}
