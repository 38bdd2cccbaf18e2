import { createReadStream } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { WARCParser, type WARCRecord } from 'warcio'
import { phraseOf } from '../../../errors/index.ts'
import { Damage, fileBytes } from './bytes.ts'
import { pageRecord } from './page.ts'
import { cutShort, damaged, type FileRecord, maximumRecordBytes, tooLong } from './record.ts'

/**
 * The pages of a WARC or WET file (ISO 28500), packed record by record, as a whole, or not at all: responses and
 * resources that are HTML, conversions to plain text. Records are cut apart here and then read by warcio, so that one
 * that is damaged, cut short or longer than it says costs itself and nothing after it.
 */
export async function* warcRecords(path: string): AsyncGenerator<FileRecord> {
  let index = 0
  for await (const part of path.endsWith('.gz') ? unpackedRecords(path) : cutRecords(fileBytes(path)))
    if ('reason' in part) yield damaged(index++, part.reason)
    else {
      const record = await recordOf(index++, part)
      if (record) yield record
    }
}

type Part = Buffer | { readonly reason: string }

const gzipMagic = Buffer.from([0x1f, 0x8b, 8])

/**
 * Records of a packed file. Where a packed stretch ends is not written anywhere: it may end before any gzip header, and
 * does where what lies between unpacks with the right checksum.
 */
async function* unpackedRecords(path: string): AsyncGenerator<Part> {
  const chunks = createReadStream(path, { highWaterMark: 1 << 20 })[Symbol.asyncIterator]()
  let buffer: Buffer = Buffer.alloc(0)
  let ended = false
  let any = false
  const more = async () => {
    const { value, done } = await chunks.next()
    if (done) ended = true
    else buffer = buffer.length === 0 ? value : Buffer.concat([buffer, value])
  }
  for (;;) {
    while (!ended && buffer.length < gzipMagic.length) await more()
    if (buffer.length === 0) return
    let first: number | undefined
    let end = gzipMagic.length - 1
    let failure: string | undefined
    for (;;) {
      end = buffer.indexOf(gzipMagic, end + 1)
      while (end < 0 && !ended && buffer.length <= maximumRecordBytes) {
        const from = Math.max(1, buffer.length - gzipMagic.length + 1)
        await more()
        end = buffer.indexOf(gzipMagic, from)
      }
      if (end < 0 && !ended && !any) {
        yield* cutRecords(fileBytes(path)) // packed as a whole
        return
      }
      const whole = end < 0 ? buffer.length : end
      first ??= whole
      const unpacked = unpack(buffer.subarray(0, whole))
      if (Buffer.isBuffer(unpacked)) {
        any = true
        yield* cutRecords([unpacked])
        buffer = buffer.subarray(whole)
        break
      }
      failure ??= unpacked
      if (unpacked === cutShort && end >= 0) continue // that header was none: a chance of one in 2^24 per byte
      if (unpacked === tooLong && !any) {
        yield* cutRecords(fileBytes(path))
        return
      }
      yield { reason: failure }
      buffer = buffer.subarray(first)
      break
    }
  }
}

function unpack(bytes: Buffer): Buffer | string {
  try {
    return gunzipSync(bytes, { maxOutputLength: maximumRecordBytes + (1 << 16) })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'Z_BUF_ERROR') return cutShort
    return code === 'ERR_BUFFER_TOO_LARGE' ? tooLong : 'not unpackable'
  }
}

const headerEnd = Buffer.from('\r\n\r\n')
const nextHeader = Buffer.from('\r\nWARC/1.')
const maximumHeaderBytes = 1 << 16

/** Cuts plain WARC data into records by their lengths; where a length is wrong, at the next header. */
async function* cutRecords(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Part> {
  const source = (Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]()) as
    | AsyncIterator<Buffer>
    | Iterator<Buffer>
  let buffer: Buffer = Buffer.alloc(0)
  let ended: string | undefined // why: '' at the end of the data
  const fill = async (length: number) => {
    const parts = [buffer]
    let have = buffer.length
    while (have < length && ended === undefined) {
      try {
        const { value, done } = await source.next()
        if (done) ended = ''
        else {
          parts.push(value)
          have += value.length
        }
      } catch (error) {
        if (!(error instanceof Damage)) throw error
        ended = error.reason
      }
    }
    if (parts.length > 1) buffer = Buffer.concat(parts)
  }
  /** Goes on at the next header after the first bytes; false when there is none. */
  const resume = async (after: number) => {
    let at = after
    for (;;) {
      const found = buffer.indexOf(nextHeader, at)
      if (found >= 0) {
        buffer = buffer.subarray(found + 2)
        return true
      }
      if (ended !== undefined) return false
      buffer = buffer.subarray(Math.max(0, buffer.length - nextHeader.length))
      at = 0
      await fill(buffer.length + (1 << 18))
    }
  }
  for (;;) {
    await fill(maximumHeaderBytes)
    while (buffer[0] === 13 || buffer[0] === 10) buffer = buffer.subarray(1)
    if (buffer.length === 0) break
    const head = buffer.subarray(0, maximumHeaderBytes)
    const end = head.indexOf(headerEnd)
    const length = /^content-length:\s*(\d+)\s*$/im.exec(head.subarray(0, Math.max(0, end)).toString('latin1'))?.[1]
    if (head.subarray(0, 7).toString('latin1') !== 'WARC/1.' || end < 0 || length === undefined) {
      yield { reason: ended !== undefined && end < 0 ? ended || cutShort : 'not a WARC record' }
      if (await resume(1)) continue
      return
    }
    const size = end + headerEnd.length + Number(length)
    if (Number(length) > maximumRecordBytes) {
      yield { reason: tooLong }
      if (await resume(end)) continue
      return
    }
    await fill(size + 12)
    const after = buffer.subarray(size, size + 12).toString('latin1')
    if (buffer.length < size || !/^(?:\r?\n|$|WARC\/1)/.test(after)) {
      yield { reason: buffer.length < size ? ended || cutShort : 'of another length than it says' }
      if (await resume(end)) continue
      return
    }
    yield buffer.subarray(0, size)
    buffer = buffer.subarray(size)
  }
  if (ended) yield { reason: ended }
}

const html = /^(?:text\/html|application\/xhtml\+xml)/i

/** A record as warcio reads it: its page or its text; undefined for requests and what else tells of an archive. */
async function recordOf(index: number, bytes: Buffer): Promise<FileRecord | undefined> {
  try {
    const record = await WARCParser.parse([bytes, headerEnd])
    if (!record) return damaged(index, 'not a WARC record')
    const type = record.warcType
    const isResponse = type === 'response' && record.httpHeaders !== null
    if (!isResponse && type !== 'resource' && type !== 'conversion') return undefined
    const status = Number(record.httpHeaders?.statusCode ?? 200)
    if (status !== 200) return { index, reason: `status ${status || 'unknown'}`, damaged: false }
    const header = isResponse ? record.httpHeaders!.headers.get('content-type') : record.warcContentType
    const contentType = header ?? (type === 'conversion' ? 'text/plain' : 'text/html')
    const url = record.warcTargetURI ?? ''
    const fetched = /^\d{4}-\d\d-\d\d/.exec(record.warcDate ?? '')?.[0]
    if (html.test(contentType)) return pageRecord(index, await content(record), { url, contentType, fetched })
    if (!/^text\/plain/i.test(contentType)) return { index, reason: 'not a page', damaged: false }
    const text = (await content(record)).toString('utf8').trim()
    if (text === '') return { index, reason: 'no text', damaged: false }
    return { index, value: { text, url, ...(fetched ? { date: fetched } : {}) } }
  } catch (error) {
    return damaged(index, error instanceof Damage ? error.reason : 'not a WARC record', phraseOf(error))
  }
}

/** The body, transfer and content encodings undone. @throws Damage when it unpacks to more than a record may hold */
async function content(record: WARCRecord): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of record.contentReader) {
    length += chunk.length
    if (length > maximumRecordBytes) throw new Damage(tooLong)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
