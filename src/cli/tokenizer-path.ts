import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { InstarError, msg, usageError } from '../errors/index.ts'
import type { Tokenizer, TokenizerJson } from '../tokenizers/index.ts'
import type { Context } from './context.ts'
import { readInput } from './input.ts'
import { exists } from './model-folder.ts'

/** The tokenizer at a path: a `tokenizer.json`, a folder that holds one, or a run's. A bare name is that of a run. */
export async function openTokenizer(path: string, { text }: Pick<Context, 'text'>): Promise<Tokenizer> {
  const { loadTokenizer, tokenizerFromJson } = await import('../tokenizers/index.ts')
  const isFile = await stat(path).then(
    found => found.isFile(),
    () => false,
  )
  if (isFile) {
    const content = await readInput(path, { stdin: process.stdin, text })
    let json: TokenizerJson
    try {
      json = JSON.parse(content)
    } catch (cause) {
      throw new InstarError(msg`Expected JSON in ${path}, found a damaged file: ${cause}`, { cause })
    }
    return tokenizerFromJson(json)
  }
  const places = [path, join(path, 'tokenizer'), join('runs', path), join('runs', path, 'tokenizer')]
  for (const folder of places)
    if (await exists(join(folder, 'tokenizer.json'))) return (await loadTokenizer(folder)).tokenizer
  throw usageError(text.errors.noTokenizer(path))
}
