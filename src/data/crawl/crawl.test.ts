import { type ChildProcess, spawn } from 'node:child_process'
import { appendFile, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSource } from '../sources/index.ts'
import { type FileServer, serveFiles } from '../sources/test-server.ts'
import { isPrivateAddress } from './address.ts'
import { type CrawlOptions, crawl } from './index.ts'
import { parseSitemap } from './sitemap.ts'

let folder: string
let server: FileServer
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instar-crawl-'))
  server = await serveFiles()
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

const html = (title: string, links: readonly string[], head = '') =>
  `<html><head><title>${title}</title>${head}</head><body><p>${title}: text of the page.</p>${links
    .map(link => `<a href="${link}">to ${link}</a>`)
    .join(' ')}</body></html>`

/** What the server has by path: a page, or an answer of another kind. */
type Site = Record<string, string | ((request: IncomingMessage, response: ServerResponse) => void)>

function serve(site: Site): void {
  server.answer = (request, response) => {
    const found = site[request.url!]
    if (typeof found === 'function') found(request, response)
    else if (found === undefined) response.writeHead(404).end()
    else
      response
        .writeHead(200, { 'content-type': /robots|txt/.test(request.url!) ? 'text/plain' : 'text/html' })
        .end(found)
    return true
  }
}

const run = (options: Partial<CrawlOptions> = {}) =>
  crawl({
    starts: [`${server.url}/`],
    folder,
    depth: 3,
    pages: 100,
    delay: 1,
    allowPrivate: true,
    timeout: 2000,
    ...options,
  })

const paths = async () => {
  const documents = await Array.fromAsync(
    openSource({ uri: 'pages-*.warc.gz' }, { baseFolder: folder, onSkipped: () => {} }),
  )
  return documents.map(({ metadata }) => new URL(String(metadata!.url)).pathname).sort()
}

const hang = () => {}
const redirect = (location: string) => (_: IncomingMessage, response: ServerResponse) =>
  response.writeHead(302, { location }).end()

describe('crawl', () => {
  test('follows links to its depth, asks for each page once, keeps them as WARC', async () => {
    serve({
      '/': html('start', ['a', '/b#part', '/b', 'mailto:x@y', 'pic.png', 'https://elsewhere.test/']),
      '/a': html('a', ['/', '/c']),
      '/b': html('b', ['/c']),
      '/c': html('c', ['/d']),
      '/d': html('d', ['/e']),
    })
    const result = await run()
    expect(await paths()).toEqual(['/', '/a', '/b', '/c', '/d'])
    expect(result).toMatchObject({ pages: 5, waiting: 0, reasons: {}, files: ['pages-00000.warc.gz'] })
    expect(server.requests.toSorted()).toEqual(['/', '/a', '/b', '/c', '/d', '/robots.txt'])
    expect(await readdir(folder)).toEqual(['crawl.jsonl', 'pages-00000.warc.gz'])
  })

  test('keeps to robots.txt, sitemaps, nofollow and noindex', async () => {
    serve({
      '/robots.txt': `User-agent: *\nDisallow: /\n\nUser-agent: instar\nDisallow: /private*\nSitemap: ${server.url}/map.xml.gz`,
      '/map.xml.gz': (_, response) =>
        response.end(
          gzipSync(`<urlset><url><loc>${server.url}/listed</loc></url><url><loc>not an address</loc></url></urlset>`),
        ),
      '/': html('start', ['/private/x', '/secret', '/quiet']),
      '/listed': html('listed', []),
      '/secret': html('secret', ['/behind'], '<meta name="robots" content="noindex">'),
      '/quiet': html('quiet', ['/unfollowed'], '<meta name="ROBOTS" content="NOFOLLOW">'),
      '/behind': html('behind', []),
    })
    const { reasons } = await run()
    expect(await paths()).toEqual(['/', '/behind', '/listed', '/quiet'])
    expect(reasons).toEqual({ 'robots.txt: not allowed': 1, noindex: 1 })
    expect(server.requests).not.toContain('/private/x')
  })

  test('stops at its budget of pages', async () => {
    serve(
      Object.fromEntries(
        Array.from({ length: 50 }, (_, i) => [`/${i || ''}`, html(`${i}`, [`/${i * 2 + 1}`, `/${i * 2 + 2}`])]),
      ),
    )
    const result = await run({ pages: 7, depth: 20 })
    expect(result.pages).toBe(7)
    expect(result.waiting).toBeGreaterThan(0)
  })

  test('asks a host for one page at a time, with the pause that it wants', async () => {
    let running = 0
    const starts: number[] = []
    const slow = (_: IncomingMessage, response: ServerResponse) => {
      expect(++running).toBe(1)
      starts.push(performance.now())
      setTimeout(() => {
        running--
        response.end(html('x', []))
      }, 30)
    }
    serve({
      '/robots.txt': 'User-agent: *\nCrawl-delay: 0.2',
      '/': html('start', ['/a', '/b']),
      '/a': slow,
      '/b': slow,
    })
    await run()
    expect(starts[1]! - starts[0]!).toBeGreaterThan(200)
  })

  test('what goes wrong ends with a reason that is counted', async () => {
    let attempts = 0
    serve({
      '/': html('start', [
        '/gone',
        '/loop',
        '/far',
        '/pdf',
        '/broken',
        '/later',
        '/long',
        '/bomb',
        '/away',
        '/known',
        '/short',
        '/torn',
      ]),
      '/loop': redirect('/loop2'),
      '/loop2': redirect('/loop'),
      ...Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`/far${i || ''}`, redirect(`/far${i + 1}`)])),
      '/pdf': (_, response) => response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF'),
      '/broken': (_, response) => response.destroy(),
      '/later': (_, response) => (++attempts < 3 ? response.writeHead(503).end() : response.end(html('later', []))),
      '/long': (_, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end(Buffer.alloc(20 << 20, 'x')),
      '/bomb': (_, response) =>
        response
          .writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' })
          .end(gzipSync(Buffer.alloc(100 << 20))),
      '/short': (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html', 'content-length': 1000 }).write('<p>not all of it')
        response.destroy()
      },
      '/torn': (_, response) =>
        response
          .writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' })
          .end(gzipSync(html('torn', [])).subarray(0, 60)),
      '/away': redirect('http://elsewhere.test/'),
      '/known': redirect('/'),
    })
    const { reasons } = await run()
    expect(reasons).toEqual({
      'status 404': 1,
      'a redirect': 1 + 5,
      'a redirect loop': 1,
      'more than 5 redirects': 1,
      'not a page': 1,
      'a broken connection': 2,
      'a damaged content encoding': 1,
      'longer than 16 MiB': 2,
      'a redirect to another site': 1,
      'a redirect to a known page': 1,
    })
    expect(await paths()).toEqual(['/', '/later'])
  })

  test('a page that never answers is asked three times', async () => {
    serve({ '/robots.txt': '', '/': hang })
    expect(await run({ timeout: 500 })).toMatchObject({ pages: 0, reasons: { 'no answer': 1 } })
    expect(server.requests).toEqual(['/robots.txt', '/', '/', '/'])
  })

  test('an answer that trickles, or comes after megabytes of headers, is given up', async () => {
    const trickle = (_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      const timer = setInterval(() => response.write('x'), 20)
      response.once('close', () => clearInterval(timer))
    }
    const heavy = (_: IncomingMessage, response: ServerResponse) =>
      response.writeHead(200, { 'content-type': 'text/html', 'x-heavy': 'x'.repeat(1 << 20) }).end()
    serve({ '/robots.txt': '', '/': html('start', ['/slow', '/heavy']), '/slow': trickle, '/heavy': heavy })
    expect(await run({ timeout: 200 })).toMatchObject({ pages: 1, reasons: { 'too slow': 1, 'headers too long': 1 } })
    serve({ '/robots.txt': trickle, '/': html('start', []) })
    const other = await run({ timeout: 200, folder: join(folder, 'other') })
    expect(other).toMatchObject({ pages: 0, reasons: { 'robots.txt: too slow': 1 } })
  })

  test('a robots.txt of stars, one without end, a sitemap that is a bomb and one that lists itself', async () => {
    const stars = `User-agent: *\nDisallow: /${'*a'.repeat(2000)}*b$\n`
    const page = `/${'a'.repeat(1900)}`
    serve({
      '/robots.txt': `${stars.repeat(10)}Sitemap: ${server.url}/bomb.xml.gz\nSitemap: ${server.url}/self.xml`,
      '/bomb.xml.gz': (_, response) => response.end(gzipSync(Buffer.alloc(200 << 20))),
      '/self.xml': `<sitemapindex><sitemap><loc>${server.url}/self.xml</loc></sitemap></sitemapindex>`,
      '/': html('start', [page]),
      [page]: html('long', []),
    })
    expect(await run()).toMatchObject({ pages: 2, reasons: {} })
    serve({ '/robots.txt': '#'.repeat(3 << 20), '/': html('start', []) })
    const other = await run({ folder: join(folder, 'other') })
    expect(other).toMatchObject({ pages: 0, reasons: { 'robots.txt: longer than 1 MiB': 1 } })
  })

  test('a robots.txt that never answers, or answers with an error, closes its host', async () => {
    serve({ '/robots.txt': hang, '/': html('start', []) })
    expect(await run({ timeout: 200 })).toMatchObject({ pages: 0, reasons: { 'robots.txt: no answer': 1 } })
    serve({ '/robots.txt': (_, response) => response.writeHead(503).end(), '/': html('start', []) })
    const other = await run({ folder: join(folder, 'other'), starts: [`${server.url}/`, `${server.url}/2`] })
    expect(other.reasons).toEqual({ 'robots.txt: an error of the server': 2 })
    serve({ '/robots.txt': redirect('/robots.txt'), '/': html('start', []) })
    expect(await run({ folder: join(folder, 'third') })).toMatchObject({ pages: 1 })
    serve({ '/robots.txt': 'User-agent: *\nCrawl-delay: 86400', '/': html('start', []) })
    expect(await run({ folder: join(folder, 'fourth') })).toMatchObject({ pages: 0 })
  })

  test('private addresses are refused unless they are allowed', async () => {
    serve({ '/': html('start', []) })
    const { port } = new URL(server.url)
    for (const [i, host] of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433'].entries()) {
      const { reasons } = await run({
        ...{ starts: [`http://${host}:${port}/`], folder: join(folder, String(i)), allowPrivate: false },
      })
      expect(reasons).toEqual({ 'robots.txt: a private address': 1 })
    }
    expect(server.requests).toEqual([])
  })

  test('a folder with another crawl is left alone, a start that is no address refused', async () => {
    serve({ '/': html('start', []) })
    await run()
    await expect(run({ depth: 1 })).rejects.toThrow(/to hold the same crawl/)
    await expect(run({ starts: ['ftp://x'] })).rejects.toThrow(/Expected an address/)
  })
})

describe('a crawl that was stopped goes on', () => {
  const tree = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [
      `/${i || ''}`,
      html(`page ${i}`, i < 15 ? [`/${i * 2 + 1}`, `/${i * 2 + 2}`] : []),
    ]),
  )
  const all = Object.keys(tree).sort()

  test('aborted: no page is lost, none is there twice', async () => {
    serve(tree)
    const controller = new AbortController()
    const onProgress = ({ pages }: { pages: number }) => pages >= 9 && controller.abort(new Error('stop'))
    await expect(run({ depth: 9, signal: controller.signal, onProgress })).rejects.toThrow('stop')
    expect(await readdir(folder)).toContain('pages-00000.warc.gz.part')
    const asked = server.requests.length
    expect(await run({ depth: 9 })).toMatchObject({ pages: 30, waiting: 0 })
    expect(await paths()).toEqual(all)
    expect(server.requests.length).toBeLessThan(asked + 24) // the pages that were left, and robots.txt
    expect(await run({ depth: 9 })).toMatchObject({ pages: 30 })
  })

  test('cut anywhere in journal and archive: it ends with the same pages', async () => {
    serve(tree)
    const controller = new AbortController()
    const onProgress = ({ pages }: { pages: number }) => pages >= 12 && controller.abort(new Error('stop'))
    await run({ depth: 9, signal: controller.signal, onProgress }).catch(() => {})
    await appendFile(join(folder, 'pages-00000.warc.gz.part'), 'half a record')
    await appendFile(join(folder, 'crawl.jsonl'), '{"settled":{"url":"ht')
    await run({ depth: 9 })
    expect(await paths()).toEqual(all)
  })

  test('killed at three moments: it ends with the same pages', async () => {
    serve(tree)
    const child = (): ChildProcess => {
      const options = { starts: [`${server.url}/`], folder, depth: 9, pages: 100, delay: 5, allowPrivate: true }
      const script = `import { crawl } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))}; await crawl(${JSON.stringify(options)})`
      return spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' })
    }
    const size = () =>
      stat(join(folder, 'crawl.jsonl')).then(
        found => found.size,
        () => 0,
      )
    for (const least of [500, 1500, 3000]) {
      const running = child()
      const ended = new Promise(resolve => running.once('exit', resolve))
      while ((await size()) < least && running.exitCode === null) await new Promise(resolve => setTimeout(resolve, 2))
      running.kill('SIGKILL')
      await ended
    }
    expect(await run({ depth: 9, delay: 1 })).toMatchObject({ pages: 30, reasons: {} })
    expect(await paths()).toEqual(all)
    const lines = (await readFile(join(folder, 'crawl.jsonl'), 'utf8')).trim().split('\n')
    const settled = lines.flatMap(line => JSON.parse(line).settled?.url ?? [])
    expect(new Set(settled).size).toBe(settled.length)
  })
})

test.each([
  ['10.1.2.3', true],
  ['172.31.255.255', true],
  ['172.32.0.1', false],
  ['169.254.169.254', true],
  ['::1', true],
  ['::ffff:192.168.0.1', true],
  ['fd00::1', true],
  ['8.8.8.8', false],
  ['2a00:1450::1', false],
])('%s is private: %s', (address, isPrivate) => {
  expect(isPrivateAddress(address)).toBe(isPrivate)
})

test('sitemaps: indexes, plain text, and what is none', () => {
  expect(
    parseSitemap('<?xml version="1.0"?><sitemapindex><sitemap><loc> a &amp; b </loc></sitemap></sitemapindex>'),
  ).toEqual({ pages: [], indexes: ['a & b'] })
  expect(parseSitemap('https://a.test/1\nnonsense\nhttps://a.test/2')).toEqual({
    pages: ['https://a.test/1', 'https://a.test/2'],
    indexes: [],
  })
  expect(parseSitemap('<html><loc>x</loc><url><image><loc>y</loc></image></url>')).toEqual({ pages: [], indexes: [] })
  expect(parseSitemap(`${'<url>'.repeat(5000)}<loc>z</loc>`)).toEqual({ pages: [], indexes: [] })
})
