import { InstarError, msg } from '../errors/index.ts'
import type { Message } from '../tokenizers/index.ts'
import type { Language } from './language.ts'
import { createTable, readRows } from './shards/table.ts'

/** Messages that belong together, to fine-tune on. */
export interface Conversation {
  readonly id: string
  /** The kind of question that it teaches: capital, letters, smalltalk, … */
  readonly kind: string
  readonly language: Language
  readonly messages: readonly Message[]
}

/**
 * Writes conversations to a Parquet file with the columns `id`, `kind`, `language` and `messages` (JSON).
 *
 * @returns how many there were
 * @throws InstarError when the file cannot be written; what was there stays.
 */
export async function writeConversations(
  path: string,
  conversations: Iterable<Conversation> | AsyncIterable<Conversation>,
): Promise<number> {
  const table = await createTable(path, { id: 'STRING', kind: 'STRING', language: 'STRING', messages: 'JSON' })
  let count = 0
  try {
    for await (const conversation of conversations) {
      table.append({ ...conversation })
      count++
    }
    await table.close()
  } catch (error) {
    await table.abandon()
    throw error
  }
  return count
}

/**
 * The conversations of a Parquet file, one row group in memory at a time.
 *
 * @throws InstarError when the file cannot be read or a row is no conversation.
 */
export async function* readConversations(path: string): AsyncGenerator<Conversation> {
  for await (const row of readRows(path)) {
    const { id, kind, language, messages } = row
    if (typeof id !== 'string' || typeof kind !== 'string' || !Array.isArray(messages))
      throw new InstarError(
        msg`Expected id, kind, language and messages in ${path}, but found ${Object.keys(row).join(', ')}`,
      )
    yield { id, kind, language: language as Language, messages: messages as Message[] }
  }
}
