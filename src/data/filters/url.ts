import { readFile } from 'node:fs/promises'
import { parse } from 'tldts'
import { InstarError, msg } from '../../errors/index.ts'
import type { Document } from '../document.ts'
import type { Filter } from './filter.ts'

export interface UrlOptions {
  /** Domains and URLs that are thrown out: see `readBlocklist`. */
  readonly blocklist?: ReadonlySet<string>
  /** Words that a URL may not have, between any characters that are neither letters nor digits. */
  readonly words?: readonly string[]
}

/**
 * Rejects documents by where they come from (`metadata.url`): a blocked host, one above it up to the registrable domain
 * (the public suffix list says which that is: `example.co.uk`), a blocked address, or an address with a blocked word, as
 * in RefinedWeb (Penedo et al. 2023, appendix G.1). Documents without an address pass; what is no web address does not.
 */
export function urlFilter({ blocklist = new Set(), words = [] }: UrlOptions = {}): Filter {
  const banned = new Set(words.map(word => word.toLowerCase()))
  return {
    name: 'url',
    apply: document => {
      const url = urlOf(document)
      if (url === undefined) return document
      const { hostname, domain, isIp } = parse(url)
      if (!/^https?:/i.test(url) || !hostname) return { reason: 'no web address' }
      if (!isIp && domain === null) return { reason: 'no registrable domain', detail: hostname }
      const host = hostsOf(hostname, domain ?? hostname).find(host => blocklist.has(host))
      if (host !== undefined) return { reason: 'blocked domain', detail: host }
      if (blocklist.has(plainAddress(url))) return { reason: 'blocked address', detail: url }
      const word = wordsOfUrl(url).find(word => banned.has(word))
      if (word !== undefined) return { reason: 'blocked word in the address', detail: word }
      return document
    },
  }
}

/**
 * Reads a list of what to block: one domain, host or address to a line, empty lines and those after # left out. This is
 * the form of the UT1 blacklists that RefinedWeb and FineWeb used.
 *
 * @throws InstarError when the file cannot be read
 */
export async function readBlocklist(path: string): Promise<Set<string>> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new InstarError(msg`Could not read the blocklist ${path}: ${cause}`, { cause })
  })
  const lines = text.split('\n').map(line => line.replace(/(^|\s)#.*/, '').trim())
  return new Set(lines.filter(line => line !== '').map(plainAddress))
}

function urlOf({ metadata }: Document): string | undefined {
  const url = metadata?.url
  return typeof url === 'string' && url !== '' ? url : undefined
}

/** A host and those above it: a.b.example.org, b.example.org, example.org. */
function hostsOf(hostname: string, domain: string): string[] {
  const hosts = [hostname]
  for (let host = hostname; host !== domain && host.length > domain.length; ) {
    host = host.slice(host.indexOf('.') + 1)
    hosts.push(host)
  }
  return hosts
}

/** Without scheme, `www.`, fragment and last slash, in lower case up to the path. */
function plainAddress(url: string): string {
  const [, host, rest] = /^(?:[a-z]+:\/\/)?(?:www\.)?([^/?#]*)([^#]*)/i.exec(url)!
  return host!.toLowerCase() + rest!.replace(/\/$/, '')
}

function wordsOfUrl(url: string): string[] {
  return url.toLowerCase().split(/[^\p{L}\p{N}]+/u)
}
