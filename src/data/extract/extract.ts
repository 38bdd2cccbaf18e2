import { decodePage } from './charset.ts'
import { mainBlocks } from './main.ts'
import { markdown } from './markdown.ts'
import { metadataOf } from './metadata.ts'
import { pruneFurniture } from './prune.ts'
import { countAll, PageLimit, type ParsedPage, parsePage } from './tree.ts'

/** What a page says, without what surrounds it. */
export interface ExtractedPage {
  readonly title?: string
  /** The main text as Markdown: headings, links, lists, tables and code blocks kept. */
  readonly text: string
  /** The language that the page claims: a BCP 47 tag as found, lower case. Not measured. */
  readonly language?: string
  /** The day of publication that the page claims, `YYYY-MM-DD`. */
  readonly date?: string
}

/** Why a page gave nothing. */
export interface Unextracted {
  readonly reason: string
}

export interface ExtractOptions {
  /** Where the page comes from: links become absolute. */
  readonly url?: string
  /** The header of that name, for the character set. */
  readonly contentType?: string
  /** Pages longer than this are not read; 16 MiB unless given. */
  readonly maximumBytes?: number
}

const defaultMaximumBytes = 16 << 20

/**
 * The main text of an HTML page, as Markdown.
 *
 * Bytes are decoded as the header, the byte order mark, the page or its bytes say. Rules are generic: what elements,
 * roles and names mean on the web, where most of the letters stand, which of them are links (boilerplate detection as in
 * Kohlschütter et al. 2010, "Boilerplate Detection using Shallow Text Features"; following the text mass downward as in
 * Mozilla's Readability). Nothing throws on what a page holds: a page that cannot be read gives a reason.
 */
export function extractPage(page: string | Uint8Array, options: ExtractOptions = {}): ExtractedPage | Unextracted {
  const { maximumBytes = defaultMaximumBytes, contentType, url } = options
  if (page.length > maximumBytes) return { reason: `longer than ${maximumBytes} bytes` }
  const html = typeof page === 'string' ? page : decodePage(page, contentType).text
  if (html.slice(0, 4000).includes('\0')) return { reason: 'not text' }
  let parsed: ParsedPage
  try {
    parsed = parsePage(html)
  } catch (error) {
    if (error instanceof PageLimit) return { reason: error.reason }
    throw error
  }
  const { root } = parsed
  const metadata = metadataOf(parsed, url)
  countAll(root)
  pruneFurniture(root)
  const blocks = mainBlocks(root)
  const text = markdown(blocks, linkAddress(metadata.base))
  if (text === '') return { reason: 'no text' }
  return {
    ...(metadata.title ? { title: metadata.title } : {}),
    text,
    ...(metadata.language ? { language: metadata.language } : {}),
    ...(metadata.date ? { date: metadata.date } : {}),
  }
}

/** Absolute where the page's address is known; links into the page and scripts are words only. */
function linkAddress(base: string | undefined): (href: string) => string | undefined {
  return href => {
    const target = href.trim()
    if (target === '' || target.startsWith('#') || /^(?:javascript|data|blob):/i.test(target)) return undefined
    const address = base === undefined ? target : (URL.parse(target, base)?.href ?? target)
    return address.replace(/[\s()<>]/g, character =>
      encodeURIComponent(character).replace('(', '%28').replace(')', '%29'),
    )
  }
}
