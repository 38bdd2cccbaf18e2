import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { InstarError, msg } from '../../../errors/index.ts'
import { cutShort, maximumRecordBytes, tooLong } from './record.ts'

/** Data that ends before its end, or is not what it says it is; what came before it is good. */
export class Damage extends Error {
  readonly reason: string

  constructor(reason: string, cause?: unknown) {
    super(cause instanceof Error ? cause.message : reason, { cause })
    this.reason = reason
  }
}

/**
 * The bytes of a file, unpacked where its name ends in `.gz` or `.zst`.
 *
 * @throws InstarError when it cannot be read; {@link Damage} when the packed data is damaged.
 */
export async function* fileBytes(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 })
  const unpack = path.endsWith('.gz') ? createGunzip() : path.endsWith('.zst') ? createZstdDecompress() : undefined
  const bytes = unpack ? pipeline(file, unpack, () => {}) : file
  try {
    yield* bytes
  } catch (cause) {
    const { code = '', syscall } = cause as NodeJS.ErrnoException
    if (unpack && syscall === undefined)
      throw new Damage(
        /Z_BUF_ERROR|unexpected end|premature/i.test(`${code} ${cause}`) ? cutShort : 'not unpackable',
        cause,
      )
    throw new InstarError(msg`Could not read ${path}: ${cause}`, { cause })
  } finally {
    file.destroy()
  }
}

/** The whole of a small file. @throws Damage when it is longer than a record may be. */
export async function wholeFile(path: string, most = maximumRecordBytes): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of fileBytes(path)) {
    length += chunk.length
    if (length > most) throw new Damage(tooLong)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * The lines of bytes, without their ends; undefined for one that is longer than a record may be.
 *
 * @param most  bytes of a line
 */
export async function* byteLines(
  chunks: AsyncIterable<Buffer>,
  most = maximumRecordBytes,
): AsyncGenerator<Buffer | undefined> {
  let parts: Buffer[] = []
  let length = 0
  const line = () => {
    const whole = length > most ? undefined : parts.length === 1 ? parts[0]! : Buffer.concat(parts)
    parts = []
    length = 0
    return whole
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      add(chunk.subarray(start, end))
      yield line()
      start = end + 1
    }
    if (start < chunk.length) add(chunk.subarray(start))
  }
  if (length > 0) yield line()

  function add(part: Buffer): void {
    length += part.length
    if (length > most) parts = []
    else parts.push(part)
  }
}
