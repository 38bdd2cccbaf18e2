import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { download } from './download.ts'
import { sourceFiles } from './files.ts'
import { parseHuggingFaceUri } from './hugging-face.ts'
import { type FileServer, sendFile, serveFiles } from './test-server.ts'

let folder: string
let server: FileServer
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-download-'))
  server = await serveFiles()
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
  await rm(folder, { recursive: true })
})

const bytes = Buffer.alloc(300_000, 'abcdefg')
const fetched = async (options = {}) => {
  await download(`${server.url}/x`, join(folder, 'x'), { backOff: 1, ...options })
  return readFile(join(folder, 'x'))
}

test('a broken connection is gone on with from where it broke', async () => {
  server.files.set('/x', bytes)
  server.answer = (_, response) => {
    if (server.requests.length > 1) return false
    response.writeHead(200, { etag: '"1"', 'content-length': bytes.length })
    response.write(bytes.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 100))
    return true
  }
  expect((await fetched()).equals(bytes)).toBe(true)
  expect(server.requests).toEqual(['/x', '/x bytes=100000-'])
  expect(await readdir(folder)).toEqual(['x'])
  await fetched()
  expect(server.requests).toHaveLength(2) // it is there
})

test('a file that changed meanwhile is fetched anew', async () => {
  server.answer = (request, response) => {
    if (server.requests.length > 1) {
      expect(request.headers['if-range']).toBe('"1"')
      sendFile(Buffer.from('new'), undefined, response)
    } else {
      response.writeHead(200, { etag: '"1"', 'content-length': 9 })
      response.write('old', () => setTimeout(() => response.destroy(), 100))
    }
    return true
  }
  expect(String(await fetched())).toBe('new')
})

test('what may pass is tried again, what will not is told at once', async () => {
  server.files.set('/x', bytes)
  const statuses = [503, 429, 500]
  server.answer = (_, response) => {
    const status = statuses.shift()
    if (status) response.writeHead(status).end()
    return status !== undefined
  }
  expect((await fetched()).equals(bytes)).toBe(true)
  await rm(join(folder, 'x'))
  server.answer = (_, response) => !!response.writeHead(503).end()
  await expect(fetched()).rejects.toThrow(/Could not fetch http.*: status 503/)
  expect(server.requests).toHaveLength(4 + 5)
  server.answer = (_, response) => !!response.writeHead(404).end()
  await expect(fetched()).rejects.toThrow(/no such file/)
  expect(server.requests).toHaveLength(4 + 5 + 1)
})

test('redirects are followed, in a loop only so far; the token stays with its host', async () => {
  server.answer = (_, response) => !!response.writeHead(302, { location: '/x' }).end()
  await expect(fetched()).rejects.toThrow(/more than 5 redirects/)
  const other = await serveFiles()
  try {
    const tokens: (string | undefined)[] = []
    other.answer = ({ headers }, response) => {
      tokens.push(headers.authorization)
      sendFile(bytes, undefined, response)
      return true
    }
    server.answer = ({ headers }, response) => {
      tokens.push(headers.authorization)
      return !!response.writeHead(302, { location: `${other.url}/y` }).end()
    }
    expect((await fetched({ headers: { authorization: 'Bearer t' } })).equals(bytes)).toBe(true)
    expect(tokens).toEqual(['Bearer t', undefined])
  } finally {
    await other.close()
  }
})

test('aborted, it stops, and goes on another time', async () => {
  const controller = new AbortController()
  server.files.set('/x', bytes)
  server.answer = (_, response) => {
    if (server.requests.length > 1) return false
    response.writeHead(200, { etag: '"1"', 'content-length': bytes.length })
    response.write(bytes.subarray(0, 200_000), () => setTimeout(() => controller.abort(new Error('stop')), 50))
    return true
  }
  await expect(fetched({ signal: controller.signal })).rejects.toThrow('stop')
  expect((await fetched()).equals(bytes)).toBe(true)
})

test.each([
  ['hf://datasets/me/words', { repository: 'me/words', revision: 'main', path: '' }],
  ['hf://datasets/me/words@1.0/a/*.jsonl', { repository: 'me/words', revision: '1.0', path: 'a/*.jsonl' }],
])('%s', (uri, parts) => {
  expect(parseHuggingFaceUri(uri)).toEqual(parts)
})

test('a hub lists its files in pages, and is given the token', async () => {
  vi.stubEnv('HF_ENDPOINT', `${server.url}/`)
  vi.stubEnv('HF_TOKEN', 'secret')
  vi.stubEnv('INSTAR_CACHE', folder)
  const tokens = new Set<string | undefined>()
  const list = (path: string) =>
    JSON.stringify([
      { type: 'directory', path: 'a' },
      { type: 'file', path },
    ])
  server.answer = ({ url, headers }, response) => {
    tokens.add(headers.authorization)
    if (url === '/api/datasets/me/words/tree/main?recursive=true')
      response.writeHead(200, { link: `<${server.url}/more>; rel="next"` }).end(list('a/1.txt'))
    else if (url === '/more') response.end(list('a/b c.txt'))
    else response.end(url)
    return true
  }
  const files = await sourceFiles('hf://datasets/me/words/a', { baseFolder: folder })
  expect(files.map(({ name }) => name)).toEqual(['a/1.txt', 'a/b c.txt'])
  expect(await readFile(files[1]!.path, 'utf8')).toBe('/datasets/me/words/resolve/main/a/b%20c.txt')
  expect([...tokens]).toEqual(['Bearer secret'])
})
