import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { InstarError, msg, usageError } from '../errors/index.ts'
import type { Messages } from './messages/english.ts'

interface Terminal {
  readonly stdin: NodeJS.ReadableStream
  readonly text: Messages
}

/** Characters of a part of a long text, about. */
const partCharacters = 1 << 22

/**
 * The texts that files hold, read as they are asked for: JSON Lines with a `text`, or plain text, in parts. `-` is
 * standard input.
 *
 * @param most characters of all together, evenly over the files
 * @throws InstarError (usage) when there is no such file.
 */
export async function* trainingTexts(
  files: readonly string[],
  terminal: Terminal,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<string> {
  for (const file of files) {
    let left = Math.floor(most / files.length)
    for await (const text of textsOf(file, terminal)) {
      yield text.length > left ? text.slice(0, left).toWellFormed() : text
      left -= text.length
      if (left <= 0) break
    }
  }
}

async function* textsOf(file: string, { stdin, text }: Terminal): AsyncGenerator<string> {
  const input = file === '-' ? Readable.from(stdin) : createReadStream(file, { highWaterMark: 1 << 20 })
  try {
    if (/\.(jsonl|ndjson)$/.test(file)) yield* textsOfLines(input, file)
    else yield* partsOf(decoded(input), partCharacters)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') throw usageError(text.errors.noFile(file))
    throw error
  } finally {
    input.destroy()
  }
}

async function* decoded(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  for await (const chunk of chunks) yield typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

/** Long text in parts that begin with a line: no pattern joins what stands before and after. */
export async function* partsOf(
  chunks: AsyncIterable<string> | Iterable<string>,
  length: number,
): AsyncGenerator<string> {
  let held = ''
  for await (const chunk of chunks) {
    held += chunk
    if (held.length < length || !chunk.includes('\n')) continue
    const end = startOfLastLine(held)
    if (end === 0) continue
    yield held.slice(0, end)
    held = held.slice(end)
  }
  if (held !== '') yield held
}

/** Where the last line begins that begins with no white space; 0 where none does. */
function startOfLastLine(text: string): number {
  let end = text.lastIndexOf('\n') + 1
  while (end > 0 && (end === text.length || /\s/u.test(text[end]!)))
    end = end === 1 ? 0 : text.lastIndexOf('\n', end - 2) + 1
  return end
}

async function* textsOfLines(input: Readable, file: string): AsyncGenerator<string> {
  let number = 0
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (line.trim() === '') continue
    let parsed: { text?: unknown } | null
    try {
      parsed = JSON.parse(line)
    } catch (cause) {
      throw new InstarError(msg`${file}:${number}: expected one JSON object per line, found ${line.slice(0, 60)}`, {
        cause,
      })
    }
    if (typeof parsed?.text !== 'string') throw new InstarError(msg`${file}:${number}: expected a "text", found none`)
    yield parsed.text
  }
}
