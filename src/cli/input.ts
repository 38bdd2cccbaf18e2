import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import { usageError } from '../errors/index.ts'
import type { Context } from './context.ts'

/** The text of a file, or of standard input for `-`. @throws InstarError (usage) when there is no such file. */
export async function readInput(path: string, context: Pick<Context, 'stdin' | 'text'>): Promise<string> {
  if (path === '-') return readAll(context.stdin)
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') throw usageError(context.text.errors.noFile(path))
    throw error
  }
}
