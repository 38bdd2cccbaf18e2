import type { FoundAddress } from './journal.ts'

/** Addresses that wait to be fetched, host by host, and when each host may be asked again. */
export interface Frontier {
  add(address: FoundAddress): void
  /** An address whose host is free; undefined when every host with addresses is busy or resting. */
  next(now: number): FoundAddress | undefined
  /** Milliseconds until a host is free that is not busy; undefined when there is none. */
  wait(now: number): number | undefined
  /** Gives the host of an address back, to rest until a time. */
  release(url: string, until: number): void
  /** Takes all addresses of a host. */
  drop(origin: string): FoundAddress[]
  readonly size: number
}

interface HostQueue {
  readonly addresses: FoundAddress[]
  /** The first that still waits: taking it does not move the others. */
  first: number
  busy: boolean
  freeAt: number
}

/** Hosts take turns in the order in which they were last asked, so that none waits for another. */
export function createFrontier(): Frontier {
  const hosts = new Map<string, HostQueue>()
  let size = 0
  const take = (host: HostQueue) => {
    size--
    const address = host.addresses[host.first++]!
    if (host.first > 1000 && host.first * 2 > host.addresses.length) {
      host.addresses.splice(0, host.first)
      host.first = 0
    }
    return address
  }
  const waiting = (host: HostQueue) => !host.busy && host.first < host.addresses.length
  return {
    add: address => {
      const { origin } = new URL(address.url)
      const host = hosts.get(origin) ?? { addresses: [], first: 0, busy: false, freeAt: 0 }
      hosts.set(origin, host)
      host.addresses.push(address)
      size++
    },
    next: now => {
      for (const [origin, host] of hosts) {
        if (!waiting(host) || host.freeAt > now) continue
        host.busy = true
        hosts.delete(origin)
        hosts.set(origin, host)
        return take(host)
      }
      return undefined
    },
    wait: now => {
      let soonest: number | undefined
      for (const host of hosts.values())
        if (waiting(host)) soonest = Math.min(soonest ?? Number.POSITIVE_INFINITY, Math.max(0, host.freeAt - now))
      return soonest
    },
    release: (url, until) => {
      const host = hosts.get(new URL(url).origin)!
      host.busy = false
      host.freeAt = until
    },
    drop: origin => {
      const host = hosts.get(origin)
      if (!host) return []
      const dropped = host.addresses.splice(host.first)
      size -= dropped.length
      return dropped
    },
    get size() {
      return size
    },
  }
}
