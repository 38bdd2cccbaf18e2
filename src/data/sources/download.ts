import { createWriteStream } from 'node:fs'
import { access, mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { InstarError, msg, type Phrase } from '../../errors/index.ts'
import { writeWhole } from '../../files/index.ts'

export interface DownloadOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Milliseconds before the second attempt, doubled before each that follows. */
  readonly backOff?: number
}

const attempts = 5
const stallMilliseconds = 30_000
const maximumRedirects = 5

/** A server's answer that another attempt may better. */
class Passing extends InstarError {
  readonly waitMilliseconds: number | undefined

  constructor(message: Phrase, waitMilliseconds?: number) {
    super(message)
    this.waitMilliseconds = waitMilliseconds
  }
}

/**
 * Fetches a file to a path, unless it is there. What a broken connection or a killed process left is gone on with (Range
 * and If-Range, RFC 9110, section 14); other failures that may pass are tried again after growing pauses. The file
 * appears under its name when it is whole.
 *
 * @throws InstarError naming the address and what went wrong; the signal's reason when it is aborted.
 */
export async function download(url: string, path: string, options: DownloadOptions = {}): Promise<void> {
  if (await exists(path)) return
  await mkdir(dirname(path), { recursive: true })
  const partial = `${path}.part`
  await withAttempts(url, options, () => receive(url, partial, options))
  await rename(partial, path)
  await rm(`${partial}.version`, { force: true })
}

/** The JSON at an address and the `Link` to its next page, tried as often as a file. */
export async function fetchJson(
  url: string,
  options: DownloadOptions = {},
): Promise<{ value: unknown; next?: string }> {
  return withAttempts(url, options, async () => {
    const { statusCode, headers, body } = await ask(url, options)
    if (statusCode !== 200) await refuse(statusCode, headers, body)
    const next = /<([^>]+)>;\s*rel="next"/.exec(String(headers.link ?? ''))?.[1]
    return { value: await body.json(), ...(next ? { next } : {}) }
  })
}

/** Several attempts, as long as what fails may pass. */
async function withAttempts<T>(url: string, { backOff = 500, signal }: DownloadOptions, attempt: () => Promise<T>) {
  for (let number = 1; ; number++) {
    try {
      return await attempt()
    } catch (cause) {
      signal?.throwIfAborted()
      if (!isPassing(cause) || number === attempts)
        throw new InstarError(msg`Could not fetch ${url}: ${cause}`, { cause })
      const pause = cause instanceof Passing ? cause.waitMilliseconds : undefined
      await wait(pause ?? backOff * 2 ** (number - 1), undefined, signal ? { signal } : {})
    }
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof Passing) return true
  const codes = [error, (error as Error).cause].map(cause => (cause as NodeJS.ErrnoException | undefined)?.code ?? '')
  return codes.some(code => /^(?:UND_ERR|ECONN|ETIMEDOUT|EPIPE|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH)/.test(code))
}

async function receive(url: string, partial: string, options: DownloadOptions): Promise<void> {
  const version = await readFile(`${partial}.version`, 'utf8').catch(() => '')
  const have = version === '' ? 0 : ((await stat(partial).catch(() => undefined))?.size ?? 0)
  const range: Record<string, string> = have > 0 ? { range: `bytes=${have}-`, 'if-range': version } : {}
  const { statusCode, headers, body } = await ask(url, options, range)
  if (statusCode === 416) {
    await body.dump()
    await rm(partial, { force: true })
    throw new Passing(msg`the part that was there is of another file`)
  }
  if (statusCode !== 200 && statusCode !== 206) await refuse(statusCode, headers, body)
  const validator = String(headers.etag ?? headers['last-modified'] ?? '')
  if (statusCode === 200) await writeWhole(`${partial}.version`, validator.startsWith('W/') ? '' : validator)
  const length = Number(headers['content-length'] ?? Number.NaN)
  await pipeline(body, createWriteStream(partial, { flags: statusCode === 206 ? 'a' : 'w' }), {
    ...(options.signal ? { signal: options.signal } : {}),
  })
  const expected = (statusCode === 206 ? have : 0) + length
  const { size } = await stat(partial)
  if (!Number.isNaN(length) && size !== expected) throw new Passing(msg`expected ${expected} bytes, received ${size}`)
}

/** Goes through proxies as the environment names them: HTTP_PROXY, HTTPS_PROXY, NO_PROXY. */
let agent: Dispatcher | undefined

async function ask(
  url: string,
  { headers, signal }: DownloadOptions,
  more: Readonly<Record<string, string>> = {},
): Promise<Dispatcher.ResponseData> {
  const { EnvHttpProxyAgent, request } = await import('undici') // 0.3 s that every thread without downloads is spared
  agent ??= new EnvHttpProxyAgent()
  let address = url
  for (let redirects = 0; redirects <= maximumRedirects; redirects++) {
    // A token belongs to the host that was asked, not to where it sends us.
    const sameHost = new URL(address).host === new URL(url).host
    const answer = await request(address, {
      dispatcher: agent,
      headers: { 'user-agent': 'instar', ...(sameHost ? headers : {}), ...more },
      headersTimeout: stallMilliseconds,
      bodyTimeout: stallMilliseconds,
      ...(signal ? { signal } : {}),
    })
    const { location } = answer.headers
    if (![301, 302, 303, 307, 308].includes(answer.statusCode) || location === undefined) return answer
    await answer.body.dump()
    address = new URL(String(location), address).href
  }
  throw new InstarError(msg`more than ${maximumRedirects} redirects`)
}

/** @throws Passing for what may pass, an error for what will not */
async function refuse(
  statusCode: number,
  headers: Dispatcher.ResponseData['headers'],
  body: Dispatcher.ResponseData['body'],
): Promise<never> {
  await body.dump()
  if (statusCode === 401 || statusCode === 403) throw new InstarError(msg`access denied (status ${statusCode})`)
  if (statusCode === 404) throw new InstarError(msg`there is no such file (status 404)`)
  const message = msg`status ${statusCode}`
  if (statusCode !== 408 && statusCode !== 429 && statusCode < 500) throw new InstarError(message)
  const seconds = Number(headers['retry-after'])
  throw new Passing(message, seconds > 0 ? Math.min(seconds, 60) * 1000 : undefined)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
