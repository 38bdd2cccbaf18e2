import { decodePage } from './charset.ts'
import { descendants, type PageElement, PageLimit, parsePage } from './tree.ts'

/** Where a page leads, and what it asks of machines that read it. */
export interface PageLinks {
  /** Absolute addresses (http, https) without fragments, in the order of the page, each once. */
  readonly links: readonly string[]
  /** False when the page asks not to be kept (`noindex`). */
  readonly mayKeep: boolean
}

/**
 * The links of a page. None of one that asks not to be followed (`nofollow`), and none of those that ask so themselves.
 *
 * @param options.url  where the page was fetched
 * @param options.robotsTag  the header `X-Robots-Tag`
 */
export function pageLinks(
  page: Uint8Array,
  {
    url,
    contentType,
    robotsTag = '',
  }: { url: string; contentType?: string | undefined; robotsTag?: string | undefined },
): PageLinks {
  let root: PageElement
  try {
    root = parsePage(decodePage(page, contentType).text).root
  } catch (error) {
    if (error instanceof PageLimit) return { links: [], mayKeep: !asks(robotsTag, 'noindex') }
    throw error
  }
  const links = new Set<string>()
  let base = url
  let robots = robotsTag
  for (const { name, attributes } of descendants(root)) {
    if (name === 'base' && attributes.href !== undefined) base = URL.parse(attributes.href, url)?.href ?? base
    else if (name === 'meta' && attributes.name?.toLowerCase() === 'robots') robots += `,${attributes.content ?? ''}`
    else if ((name === 'a' || name === 'area') && attributes.href !== undefined) {
      if (/\bnofollow\b/i.test(attributes.rel ?? '')) continue
      const target = URL.parse(attributes.href.trim(), base)
      if (target === null || !/^https?:$/.test(target.protocol)) continue
      target.hash = ''
      links.add(target.href)
    }
  }
  return { links: asks(robots, 'nofollow') ? [] : [...links], mayKeep: !asks(robots, 'noindex') }
}

function asks(robots: string, directive: string): boolean {
  return robots
    .toLowerCase()
    .split(/[,\s:]+/)
    .some(word => word === directive || word === 'none')
}
