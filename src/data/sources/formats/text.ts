import { msg } from '../../../errors/index.ts'
import { byteLines, fileBytes, wholeFile } from './bytes.ts'
import { damaged, type FileRecord, tooLong } from './record.ts'

/** A file of JSON is read whole. */
const maximumJsonBytes = 256 << 20

/** UTF-8, without the byte order mark that some editors put before the first character. */
function decoded(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/^\uFEFF/, '')
}

/** The whole file as one text. */
export async function* textRecords(path: string): AsyncGenerator<FileRecord> {
  yield { index: 0, value: decoded(await wholeFile(path)) }
}

/** One record per element of a list at the top, else the whole. */
export async function* jsonRecords(path: string): AsyncGenerator<FileRecord> {
  const bytes = await wholeFile(path, maximumJsonBytes)
  let value: unknown
  try {
    value = JSON.parse(decoded(bytes))
  } catch (cause) {
    yield damaged(0, 'not JSON', msg`expected JSON: ${cause}`)
    return
  }
  for (const [index, element] of (Array.isArray(value) ? value : [value]).entries()) yield { index, value: element }
}

/** One record per line; blank lines are passed over and counted. */
export async function* lineRecords(path: string): AsyncGenerator<FileRecord> {
  let index = -1
  for await (const bytes of byteLines(fileBytes(path))) {
    index++
    const line = bytes && (index === 0 ? decoded(bytes) : bytes.toString('utf8'))
    if (line === undefined) yield damaged(index, tooLong)
    else if (line.trim() !== '') yield parsed(line, index)
  }
}

function parsed(line: string, index: number): FileRecord {
  try {
    return { index, value: JSON.parse(line) }
  } catch (cause) {
    return damaged(index, 'not JSON', msg`expected one JSON value per line: ${cause}`)
  }
}
