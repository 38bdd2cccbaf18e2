import { setTimeout as pause } from 'node:timers/promises'
import { getDomain } from 'tldts'
import { msg, usageError } from '../../errors/index.ts'
import { pageLinks } from '../extract/index.ts'
import { openArchive, type PageArchive } from './archive.ts'
import { createDispatcher, type Fetched, type FetchOptions, fetchOnce, Unfetched } from './fetch.ts'
import { createFrontier, type Frontier } from './frontier.ts'
import { type FoundAddress, type Journal, openJournal, type Settled } from './journal.ts'
import { fetchRobots, type Robots, robotsName } from './robots.ts'
import { sitemapAddresses } from './sitemap.ts'

export interface CrawlOptions {
  /** Where to begin; pages of other sites (registrable domains) are not fetched. */
  readonly starts: readonly string[]
  /** Where the WARC files and the journal go. */
  readonly folder: string
  /** Links followed from a start at most; what a sitemap lists counts as one. */
  readonly depth: number
  /** Pages kept at most. */
  readonly pages: number
  /** Milliseconds between two requests to a host; its robots.txt may ask for more. */
  readonly delay?: number
  /** Whether hosts at private addresses may be asked. */
  readonly allowPrivate?: boolean
  /** Milliseconds that a host may take to connect, to answer, or between two parts of an answer. */
  readonly timeout?: number
  /** Hosts asked at the same time. */
  readonly hosts?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: CrawlProgress) => void
}

export interface CrawlProgress {
  readonly pages: number
  readonly bytes: number
  /** Addresses that gave no page. */
  readonly skipped: number
  /** Addresses that wait. */
  readonly waiting: number
}

export interface CrawlResult extends CrawlProgress {
  /** Addresses that gave no page, per reason. */
  readonly reasons: Readonly<Record<string, number>>
  /** The WARC files, in their order. */
  readonly files: readonly string[]
}

const attempts = 3
const maximumRedirects = 5
const maximumPageBytes = 16 << 20
const longestAddress = 2000
/** Addresses remembered: what is found beyond is counted and forgotten. */
const maximumFound = 2_000_000
const wanted = /^(?:text\/html|application\/xhtml\+xml|text\/plain)/i
const otherFiles =
  /\.(?:7z|apk|avi|bmp|bz2|css|deb|dmg|doc|docx|eot|epub|exe|gif|gz|ico|iso|jar|jpe?g|js|json|m4[av]|mov|mp[34]|mpe?g|msi|og[gv]|pdf|png|ppt|pptx|rar|rpm|svg|tar|tgz|tiff?|ttf|wav|webm|webp|wmv|woff2?|xlsx?|xml|xz|zip|zst)$/i

/**
 * Fetches pages from the web as a polite guest does: robots.txt and its crawl delay (RFC 9309), one request at a time per
 * host and a pause after each, sitemaps, `noindex` and `nofollow`, growing pauses after failures. Breadth first, within
 * budgets. Pages go to WARC files; a killed crawl goes on where it was, its finished pages not fetched again.
 *
 * @throws InstarError when nothing can be written, and (usage) for a start that is no address or a folder that holds
 * another crawl; the signal's reason when it is aborted, after which the same call goes on.
 */
export async function crawl(options: CrawlOptions): Promise<CrawlResult> {
  const { folder, signal, pages: budget, timeout = 30_000, allowPrivate = false } = options
  const starts = options.starts.map(startAddress)
  const journal = await openJournal(folder, JSON.stringify([starts, options.depth]))
  const archive = await openArchive(folder, { after: journal.place, software: 'instar' })
  const dispatcher = createDispatcher(allowPrivate, timeout)
  const http = {
    dispatcher,
    allowPrivate,
    userAgent: robotsName,
    timeoutMilliseconds: timeout,
    maximumBytes: maximumPageBytes,
    signal,
  }
  const state = await restore(starts, journal, options)
  const crew = new Set<Promise<void>>()
  try {
    for (;;) {
      signal?.throwIfAborted()
      const mayFetch = state.pages + crew.size < budget
      const next = mayFetch && crew.size < (options.hosts ?? 8) ? state.frontier.next(Date.now()) : undefined
      if (next) {
        const work: Promise<void> = visit(next, { state, journal, archive, http, options }).finally(() =>
          crew.delete(work),
        )
        work.catch(() => {}) // the race below tells of the first that fails
        crew.add(work)
        continue
      }
      const rest = mayFetch ? state.frontier.wait(Date.now()) : undefined
      if (crew.size === 0 && rest === undefined) break
      await firstOf(crew, rest, signal)
      options.onProgress?.(progressOf(state))
    }
    return { ...progressOf(state), reasons: Object.fromEntries(state.reasons), files: await archive.close() }
  } finally {
    await Promise.allSettled(crew)
    await archive.pause()
    await journal.close()
    await dispatcher.destroy()
  }
}

/** Waits for the first visit to end, or for a host that has rested. */
async function firstOf(
  crew: ReadonlySet<Promise<void>>,
  rest: number | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const over = new AbortController()
  const either = signal ? AbortSignal.any([signal, over.signal]) : over.signal
  const rested = rest === undefined ? [] : [pause(rest + 1, undefined, { signal: either }).catch(() => {})]
  await Promise.race([...crew, ...rested]).finally(() => over.abort())
}

function startAddress(start: string): string {
  const url = URL.parse(start)
  if (!url || !/^https?:$/.test(url.protocol))
    throw usageError(msg`Expected an address (https://…), but found "${start}"`)
  url.hash = ''
  return url.href
}

interface CrawlState {
  readonly frontier: Frontier
  readonly seen: Set<string>
  readonly sites: ReadonlySet<string>
  readonly robots: Map<string, Promise<Robots>>
  readonly failures: Map<string, number>
  readonly reasons: Map<string, number>
  /** What is being written: pages and what is noted of them stay in one order. */
  writing: Promise<unknown>
  pages: number
  bytes: number
}

async function restore(starts: readonly string[], journal: Journal, { depth }: CrawlOptions): Promise<CrawlState> {
  const state: CrawlState = {
    frontier: createFrontier(),
    seen: new Set(),
    sites: new Set(starts.map(siteOf)),
    robots: new Map(),
    failures: new Map(),
    reasons: new Map(),
    writing: Promise.resolve(),
    pages: 0,
    bytes: 0,
  }
  const done = new Set(journal.settled.map(({ url }) => url))
  for (const settled of journal.settled) count(state, settled)
  for (const address of journal.found) {
    state.seen.add(address.url)
    if (!done.has(address.url)) state.frontier.add(address)
  }
  const found = discovered(starts, { url: '', depth: -1 }, state, depth)
  if (found.length > 0) await journal.write({ found })
  for (const address of found) state.frontier.add(address)
  return state
}

/** The site of an address: its registrable domain (Public Suffix List), else its host and port. */
function siteOf(url: string): string {
  const { hostname, host } = new URL(url)
  return getDomain(hostname) ?? host
}

function count(state: CrawlState, { place, bytes = 0, skipped }: Omit<Settled, 'url'>): void {
  state.bytes += bytes
  if (place) state.pages++
  else state.reasons.set(skipped!, (state.reasons.get(skipped!) ?? 0) + 1)
}

function progressOf({ pages, bytes, reasons, frontier }: CrawlState): CrawlProgress {
  return { pages, bytes, skipped: [...reasons.values()].reduce((sum, n) => sum + n, 0), waiting: frontier.size }
}

/** Of addresses on a page those that are new and worth a request. */
function discovered(urls: readonly string[], from: FoundAddress, state: CrawlState, depth: number): FoundAddress[] {
  if (from.depth >= depth) return []
  const found: FoundAddress[] = []
  for (const url of urls) {
    if (state.seen.has(url) || url.length > longestAddress || state.seen.size >= maximumFound) continue
    const { pathname } = new URL(url)
    if (otherFiles.test(pathname) || !state.sites.has(siteOf(url))) continue
    state.seen.add(url)
    found.push({ url, depth: from.depth + 1 })
  }
  return found
}

interface Visit {
  readonly state: CrawlState
  readonly journal: Journal
  readonly archive: PageArchive
  readonly http: FetchOptions
  readonly options: CrawlOptions
}

/** Fetches one address and notes what became of it. */
async function visit(address: FoundAddress, { state, journal, archive, http, options }: Visit): Promise<void> {
  const { url } = address
  const { origin } = new URL(url)
  const settle = ({ page, skipped, found }: Outcome, settledUrl = url) => {
    const written = state.writing.then(async () => {
      const place = page && (await archive.append(settledUrl, page, new Date()))
      const settled = { ...(place ? { place, bytes: page!.body.length } : { skipped }) }
      await journal.write({ settled: { url: settledUrl, ...settled }, found })
      count(state, settled)
      for (const next of found) state.frontier.add(next)
    })
    state.writing = written.catch(() => {}) // whoever waits for this one hears of it
    return written
  }
  let rest = 0
  try {
    const robots = await robotsOf(origin, { state, journal, http, options })
    if (robots.closed !== undefined) {
      const others = state.frontier.drop(origin)
      for (const one of [address, ...others]) await settle({ skipped: robots.closed, found: [] }, one.url)
    } else if (!robots.isAllowed(url)) await settle({ skipped: 'robots.txt: not allowed', found: [] })
    else {
      rest = Math.max(options.delay ?? 1000, robots.crawlDelay * 1000)
      const page = await fetchOnce(new URL(url), { ...http, wanted })
      await settle(judge(address, page, state, options.depth))
    }
  } catch (error) {
    if (!(error instanceof Unfetched)) throw error
    const failures = (state.failures.get(url) ?? 0) + 1
    if (error.passing && failures < attempts) {
      state.failures.set(url, failures)
      state.frontier.add(address)
      rest = Math.max(rest * 2 ** failures, error.waitMilliseconds)
    } else {
      state.failures.delete(url)
      await settle({ skipped: error.reason, found: [] })
    }
  } finally {
    state.frontier.release(url, Date.now() + rest)
  }
}

/** What an answer comes to: a page to keep or the reason why not, and addresses that were found. */
interface Outcome {
  readonly page?: Fetched
  readonly skipped?: string
  readonly found: readonly FoundAddress[]
}

/** @throws Unfetched for what another attempt may better */
function judge(address: FoundAddress, page: Fetched, state: CrawlState, depth: number): Outcome {
  const { url } = address
  const { status, headers } = page
  const target = status >= 300 && status < 400 ? URL.parse(headers.location ?? '', url) : null
  if (target) return redirected(address, target, state)
  if (status === 429 || status >= 500) {
    const seconds = Math.min(Number(headers['retry-after']) || 0, 120)
    throw new Unfetched(`status ${status}`, { passing: true, waitMilliseconds: seconds * 1000 })
  }
  if (status !== 200) return { skipped: `status ${status}`, found: [] }
  const contentType = headers['content-type']
  if (contentType !== undefined && !wanted.test(contentType)) return { skipped: 'not a page', found: [] }
  const { links, mayKeep } = pageLinks(page.body, { url, contentType, robotsTag: headers['x-robots-tag'] })
  const found = discovered(links, address, state, depth)
  return mayKeep ? { page, found } : { skipped: 'noindex', found }
}

/** A redirect leads to another address, which is asked in its turn. */
function redirected({ url, depth, via = [] }: FoundAddress, target: URL, state: CrawlState): Outcome {
  target.hash = ''
  const { href, protocol } = target
  if (href === url || via.includes(href)) return { skipped: 'a redirect loop', found: [] }
  if (via.length >= maximumRedirects) return { skipped: `more than ${maximumRedirects} redirects`, found: [] }
  if (!/^https?:$/.test(protocol) || !state.sites.has(siteOf(href)))
    return { skipped: 'a redirect to another site', found: [] }
  if (state.seen.has(href)) return { skipped: 'a redirect to a known page', found: [] }
  state.seen.add(href)
  return { skipped: 'a redirect', found: [{ url: href, depth, via: [...via, url] }] }
}

/** The rules of a host; with the first look at them, what its sitemaps list is found. */
function robotsOf(origin: string, { state, journal, http, options }: Omit<Visit, 'archive'>): Promise<Robots> {
  const known = state.robots.get(origin)
  if (known) return known
  const asked = (async () => {
    const robots = await fetchRobots(origin, http)
    const mayList = robots.closed === undefined && options.depth > 0
    const listed = mayList ? await sitemapAddresses(robots.sitemaps, http, options.pages * 2) : []
    const found = discovered(listed.flatMap(validAddress), { url: origin, depth: 0 }, state, options.depth)
    if (found.length > 0) await journal.write({ found })
    for (const address of found) state.frontier.add(address)
    return robots
  })()
  state.robots.set(origin, asked)
  return asked
}

function validAddress(listed: string): string[] {
  const url = URL.parse(listed)
  if (!url || !/^https?:$/.test(url.protocol)) return []
  url.hash = ''
  return [url.href]
}
