import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib'
import { Agent, type Dispatcher, request } from 'undici'
import { namesPrivateAddress, PrivateAddress, publicLookup } from './address.ts'

/** An answer, its body undone of content encodings. */
export interface Fetched {
  readonly status: number
  readonly statusText: string
  /** Names in lower case, without those that told how the body was sent. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Why there is no answer. */
export class Unfetched extends Error {
  /** The same words for the same cause. */
  readonly reason: string
  /** Whether another attempt may have more luck. */
  readonly passing: boolean
  /** How long the server asks us to wait before that. */
  readonly waitMilliseconds: number

  constructor(reason: string, options: { passing?: boolean; waitMilliseconds?: number; cause?: unknown } = {}) {
    super(reason, { cause: options.cause })
    this.reason = reason
    this.passing = options.passing ?? false
    this.waitMilliseconds = options.waitMilliseconds ?? 0
  }
}

export interface FetchOptions {
  readonly dispatcher: Dispatcher
  readonly allowPrivate: boolean
  readonly userAgent: string
  readonly timeoutMilliseconds: number
  readonly maximumBytes: number
  readonly signal?: AbortSignal | undefined
  /** Types of content whose body is wanted; of others only the headers are read. */
  readonly wanted?: RegExp
}

/** Connections that are refused to private addresses, unless they are allowed. */
export function createDispatcher(allowPrivate: boolean, timeoutMilliseconds: number): Agent {
  return new Agent({
    connect: { timeout: timeoutMilliseconds, ...(allowPrivate ? {} : { lookup: publicLookup }) },
    headersTimeout: timeoutMilliseconds,
    bodyTimeout: timeoutMilliseconds,
    maxHeaderSize: 64 << 10,
  })
}

const decoders: Readonly<Record<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
}

/**
 * One GET, redirects not followed. The whole takes ten times the timeout at most, however slowly it trickles.
 *
 * @throws Unfetched with a reason to count; the signal's reason when it is aborted.
 */
export async function fetchOnce(url: URL, options: FetchOptions): Promise<Fetched> {
  const { dispatcher, allowPrivate, userAgent, timeoutMilliseconds, maximumBytes, signal, wanted } = options
  if (!allowPrivate && namesPrivateAddress(url)) throw new Unfetched('a private address')
  const patience = AbortSignal.timeout(timeoutMilliseconds * 10)
  try {
    const answer = await request(url, {
      dispatcher,
      headers: {
        'user-agent': userAgent,
        accept: 'text/html,application/xhtml+xml,text/plain;q=0.9',
        'accept-encoding': 'gzip',
      },
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    })
    const headers = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    )
    const useless = answer.statusCode >= 300 || (wanted && !wanted.test(headers['content-type'] ?? 'text/html'))
    const sent = useless ? Buffer.alloc(0) : await received(answer.body, maximumBytes)
    if (useless) await answer.body.dump({ limit: 1 << 16 }).catch(() => {})
    const encoding = headers['content-encoding']?.trim().toLowerCase()
    const body = encoding && sent.length > 0 ? await decoded(sent, encoding, maximumBytes) : sent
    for (const name of ['content-encoding', 'transfer-encoding', 'content-length', 'connection']) delete headers[name]
    return { status: answer.statusCode, statusText: answer.statusText, headers, body }
  } catch (cause) {
    signal?.throwIfAborted()
    throw cause instanceof Unfetched ? cause : unfetched(cause as NodeJS.ErrnoException, patience.aborted)
  }
}

async function received(body: Dispatcher.ResponseData['body'], maximumBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > maximumBytes) throw new Unfetched(`longer than ${maximumBytes >> 20} MiB`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function decoded(body: Buffer, encoding: string, maximumBytes: number): Promise<Buffer> {
  const decode = decoders[encoding]
  if (!decode) throw new Unfetched('an unknown content encoding')
  try {
    return await decode(body, { maxOutputLength: maximumBytes })
  } catch (cause) {
    const large = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw new Unfetched(large ? `longer than ${maximumBytes >> 20} MiB` : 'a damaged content encoding', { cause })
  }
}

function unfetched(cause: NodeJS.ErrnoException, patienceLost: boolean): Unfetched {
  for (let error: unknown = cause; error instanceof Error; error = error.cause)
    if (error instanceof PrivateAddress) return new Unfetched('a private address', { cause })
  const code = cause.code ?? ''
  if (patienceLost) return new Unfetched('too slow', { cause })
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return new Unfetched('no answer', { cause, passing: true })
  if (code === 'ENOTFOUND') return new Unfetched('no such host', { cause })
  if (/^(?:CERT|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code))
    return new Unfetched('a bad certificate', { cause })
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return new Unfetched('headers too long', { cause })
  if (/^HPE_/.test(code)) return new Unfetched('not HTTP', { cause })
  return new Unfetched('a broken connection', { cause, passing: true })
}
