import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Parser } from 'htmlparser2'
import { type FetchOptions, fetchOnce, Unfetched } from './fetch.ts'

/** A sitemap may have so many addresses, and an index so many sitemaps (https://www.sitemaps.org/protocol.html). */
const maximumAddresses = 50_000
const maximumSitemaps = 50
const maximumBytes = 50 << 20

/**
 * The addresses that sitemaps list, indexes of sitemaps followed, each sitemap once. What cannot be fetched or is no
 * sitemap gives none: sitemaps are a help, not a promise.
 *
 * @param most  addresses at most
 */
export async function sitemapAddresses(
  sitemaps: readonly string[],
  options: FetchOptions,
  most: number = maximumAddresses,
): Promise<string[]> {
  const { wanted: _, ...anyType } = options
  const queue = [...sitemaps]
  const seen = new Set<string>()
  const addresses = new Set<string>()
  while (queue.length > 0 && seen.size < maximumSitemaps && addresses.size < most) {
    const next = URL.parse(queue.shift()!)
    if (!next || seen.has(next.href)) continue
    seen.add(next.href)
    try {
      const { status, body } = await fetchOnce(next, { ...anyType, maximumBytes })
      if (status !== 200) continue
      const packed = body[0] === 0x1f && body[1] === 0x8b
      const text = (packed ? await promisify(gunzip)(body, { maxOutputLength: maximumBytes }) : body).toString('utf8')
      const { pages, indexes } = parseSitemap(text)
      queue.push(...indexes)
      for (const page of pages) if (addresses.size < most) addresses.add(page)
    } catch (error) {
      options.signal?.throwIfAborted()
      if (!(error instanceof Unfetched) && !(error as NodeJS.ErrnoException).code) throw error
    }
  }
  return [...addresses]
}

/** The addresses in a sitemap or an index of sitemaps, or the lines of one that is plain text. */
export function parseSitemap(text: string): { pages: string[]; indexes: string[] } {
  const found: { pages: string[]; indexes: string[] } = { pages: [], indexes: [] }
  if (!/^\s*</.test(text.slice(0, 1000))) {
    for (const line of text.split(/\s*\n\s*/)) if (/^https?:\/\//.test(line)) found.pages.push(line.trim())
    return found
  }
  const path: string[] = []
  let address = ''
  const parser = new Parser(
    {
      onopentag: name => {
        if (path.length < 100) path.push(name)
        address = ''
      },
      ontext: part => {
        if (path.at(-1) === 'loc') address += part
      },
      onclosetag: name => {
        if (path.at(-1) !== name) return
        path.pop()
        if (name !== 'loc') return
        if (path.at(-1) === 'url') found.pages.push(address.trim())
        else if (path.at(-1) === 'sitemap') found.indexes.push(address.trim())
      },
    },
    { xmlMode: true },
  )
  parser.end(text)
  return found
}
