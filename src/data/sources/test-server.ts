import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of this machine, for tests: files by path, ranges of them, and whatever else a test wants it to answer. */
export interface FileServer {
  readonly url: string
  readonly files: Map<string, Uint8Array>
  /** The requests so far: `GET /path`, with the range asked for. */
  readonly requests: string[]
  /** Answers instead of the files when it returns true. */
  answer: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined
  close(): Promise<void>
}

export async function serveFiles(): Promise<FileServer> {
  const files = new Map<string, Uint8Array>()
  const requests: string[] = []
  const server = createServer((request, response) => {
    const { url = '', headers } = request
    requests.push(headers.range ? `${url} ${headers.range}` : url)
    if (running.answer?.(request, response)) return
    const found = files.get(url) ?? files.get(url.replace(/\?.*/, ''))
    if (!found) response.writeHead(404).end()
    else sendFile(found, headers.range, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const running: FileServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files,
    requests,
    answer: undefined,
    close: () => {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
  return running
}

export function sendFile(bytes: Uint8Array, range: string | undefined, response: ServerResponse): void {
  const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
  response.writeHead(range ? 206 : 200, { etag: '"1"', 'content-length': bytes.length - from })
  response.end(bytes.subarray(from))
}
