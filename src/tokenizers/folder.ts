import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InstarError, msg } from '../errors/index.ts'
import { writeWhole } from '../files/index.ts'
import { type Tokenizer, tokenizerFromJson } from './tokenizer.ts'
import { type TokenizerFiles, tokenizerFiles } from './tokenizer-files.ts'
import type { TokenizerJson } from './tokenizer-json.ts'

/** A tokenizer with what it needs to talk: the files of a Hugging Face folder, opened. */
export interface ChatTokenizer {
  readonly tokenizer: Tokenizer
  readonly json: TokenizerJson
  /** The Jinja template of conversations, if the folder has one. */
  readonly template: string | undefined
  /** The token that ends an answer. */
  readonly endToken: string | undefined
  readonly paddingToken: string | undefined
}

/**
 * Writes the files of {@link tokenizerFiles} into `folder`.
 *
 * @throws InstarError if the end or padding token is not in the vocabulary, or a file cannot be written.
 */
export async function saveTokenizer(folder: string, files: TokenizerFiles): Promise<void> {
  for (const [name, text] of Object.entries(tokenizerFiles(files))) await writeWhole(join(folder, name), text)
}

/**
 * Writes a `tokenizer.json` of any kind, as it is; for tokenizers that talk there is {@link saveTokenizer}.
 *
 * @throws InstarError if it could not be read again, or the file cannot be written.
 */
export async function writeTokenizerJson(path: string, json: TokenizerJson): Promise<void> {
  tokenizerFromJson(json)
  await writeWhole(path, `${JSON.stringify(json, null, 2)}\n`)
}

/**
 * Opens the tokenizer files of a folder: `tokenizer.json`, and if they are there `tokenizer_config.json` and
 * `chat_template.jinja`.
 *
 * @throws InstarError naming the file that is missing or damaged.
 */
export async function loadTokenizer(folder: string): Promise<ChatTokenizer> {
  const path = join(folder, 'tokenizer.json')
  const text = await readText(path)
  if (text === undefined) throw new InstarError(msg`Expected a tokenizer at ${path}, found no such file`)
  const json = parseJson(text, path) as TokenizerJson
  const configPath = join(folder, 'tokenizer_config.json')
  const config = parseJson((await readText(configPath)) ?? '{}', configPath)
  if (typeof config !== 'object' || config === null)
    throw new InstarError(msg`Expected a JSON object in ${configPath}, found ${JSON.stringify(config)}`)
  const template = await readText(join(folder, 'chat_template.jinja'))
  const { chat_template: written, eos_token: end, pad_token: padding } = config as Readonly<Record<string, unknown>>
  return {
    tokenizer: tokenizerFromJson(json),
    json,
    template: template ?? (typeof written === 'string' ? written : undefined),
    endToken: tokenContent(end),
    paddingToken: tokenContent(padding),
  }
}

/** Configurations name a token by its content, or by an object that holds it. */
function tokenContent(token: unknown): string | undefined {
  if (typeof token === 'string') return token
  const content = (token as { content?: unknown } | null | undefined)?.content
  return typeof content === 'string' ? content : undefined
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new InstarError(msg`Could not read ${path}: ${cause}`, { cause })
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InstarError(msg`Expected JSON in ${path}, found a damaged file: ${cause}`, { cause })
  }
}
