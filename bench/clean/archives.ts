/**
 * Real pages as a crawler would have left them: those of Debian's documentation in WARC files (ISO 28500), packed record
 * by record. `node bench/clean/archives.ts FOLDER [PAGES_PER_SITE]` writes them; INSTAR_DEBIAN names the folder that the
 * packages were unpacked to.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WARCRecord, WARCSerializer } from 'warcio'
import { random } from '../../src/random/index.ts'
import { drawPages, siteFolder, sites } from '../extract/sites.ts'

export interface Archives {
  readonly pages: number
  readonly htmlBytes: number
}

/**
 * Writes pages of all sites at hand, in one shuffled order dealt to files of equal size, so that the work can be shared
 * evenly.
 *
 * @param pagesPerSite  so many of each site, or all that it has
 */
export async function writeArchives(folder: string, pagesPerSite: number, files = 8): Promise<Archives> {
  const pages = sites.flatMap(site => {
    const place = siteFolder(site)
    return place === undefined
      ? []
      : drawPages(site, place, pagesPerSite).map(name => ({
          path: join(place, name),
          url: `https://${site.name}.example/${name}`,
        }))
  })
  const order = random('clean', 'archives').shuffle(pages)
  const records: Uint8Array[][] = Array.from({ length: files }, () => [])
  let htmlBytes = 0
  for (const [index, { path, url }] of order.entries()) {
    const page = readFileSync(path)
    htmlBytes += page.length
    records[index % files]!.push(await responseRecord(url, page))
  }
  mkdirSync(folder, { recursive: true })
  for (const [index, list] of records.entries())
    writeFileSync(join(folder, `pages-${String(index).padStart(5, '0')}.warc.gz`), Buffer.concat(list))
  return { pages: order.length, htmlBytes }
}

/** With the type that Common Crawl notes for the payload, which saves readers from guessing it. */
function responseRecord(url: string, page: Uint8Array): Promise<Uint8Array> {
  const hash = createHash('sha256').update(url).digest('hex')
  const id = [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-')
  const record = WARCRecord.create(
    {
      type: 'response',
      url,
      date: '2026-01-01T00:00:00Z',
      warcHeaders: { 'WARC-Record-ID': `<urn:uuid:${id}>`, 'WARC-Identified-Payload-Type': 'text/html' },
      statusline: 'HTTP/1.1 200 OK',
      httpHeaders: { 'Content-Type': 'text/html' },
    },
    [page],
  )
  return WARCSerializer.serialize(record, { gzip: true })
}

if (import.meta.main) {
  const [folder, count] = process.argv.slice(2)
  if (folder === undefined) throw new Error('Expected a folder to write to')
  const { pages, htmlBytes } = await writeArchives(
    folder,
    count === undefined ? Number.POSITIVE_INFINITY : Number(count),
  )
  console.log(`${pages} pages, ${(htmlBytes / 1e6).toFixed(0)} MB of HTML`)
}
