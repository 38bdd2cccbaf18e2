import robotsModule from 'robots-parser'
import { type FetchOptions, fetchOnce, Unfetched } from './fetch.ts'

/** What a host allows (RFC 9309). */
export interface Robots {
  /** Why nothing of the host may be fetched, when that is so. */
  readonly closed?: string
  isAllowed(url: string): boolean
  /** Seconds that it asks for between two requests. */
  readonly crawlDelay: number
  readonly sitemaps: readonly string[]
}

/** A CommonJS module whose types claim to be an ES module. */
const robotsParser = robotsModule as unknown as typeof robotsModule.default

/** The name by which robots.txt speaks of us. */
export const robotsName = 'instar'

/** A reader of half of the rules would go where it must not. RFC 9309, section 2.5, asks for 500 KiB at least. */
const maximumBytes = 1 << 20
const maximumRedirects = 5
/** A host that wants longer pauses gets no visit: thousands of pages would take days. */
const longestDelay = 120

const everything: Robots = { isAllowed: () => true, crawlDelay: 0, sitemaps: [] }

function nothing(closed: string): Robots {
  return { closed, isAllowed: () => false, crawlDelay: 0, sitemaps: [] }
}

/**
 * Fetches the robots.txt of an origin. Without one everything is allowed; when it cannot be reached, nothing (RFC 9309,
 * section 2.3.1).
 */
export async function fetchRobots(origin: string, options: FetchOptions): Promise<Robots> {
  let url = new URL('/robots.txt', origin)
  const { wanted: _, ...anyType } = options
  for (let redirects = 0; redirects <= maximumRedirects; redirects++) {
    let answer: Awaited<ReturnType<typeof fetchOnce>>
    try {
      answer = await fetchOnce(url, { ...anyType, maximumBytes })
    } catch (error) {
      if (!(error instanceof Unfetched)) throw error
      return nothing(`robots.txt: ${error.reason}`)
    }
    const { status, headers, body } = answer
    const next = status >= 300 && status < 400 ? URL.parse(headers.location ?? '', url.href) : null
    if (next && /^https?:$/.test(next.protocol)) {
      url = next
      continue
    }
    if (status >= 500 || status === 429) return nothing('robots.txt: an error of the server')
    if (status !== 200) return everything
    const rules = robotsParser(new URL('/robots.txt', origin).href, body.toString('utf8'))
    const crawlDelay = Number(rules.getCrawlDelay(robotsName) ?? 0) || 0
    if (crawlDelay > longestDelay) return nothing(`robots.txt: a crawl delay of more than ${longestDelay} seconds`)
    return {
      isAllowed: address => rules.isAllowed(address, robotsName) ?? true,
      crawlDelay,
      sitemaps: rules.getSitemaps(),
    }
  }
  return everything // a redirect loop counts as absent: RFC 9309, section 2.3.1.2
}
