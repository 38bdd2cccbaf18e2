import { luhn } from './checks.ts'
import { insideLink, matchAt, named, sentenceBefore } from './context.ts'
import type { Found, Rule } from './rule.ts'

const four = /(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\w]|\.\d|-\w)/y
const software =
  /(?:(?<![a-z])(?:version|ver|v|release|build|firmware|upgrade|update|requires?|driver|revision|rev|install|lib\w*|chrome|firefox|safari|edge|opera)(?![a-z])|版本|固件|升级|软件|驱动|适用于)[^\n。！？]{0,12}$|[\w-]\/$|[a-z]-$/i
const softwareAfter = /^(?: or later| or newer| fixes| is out|\s?及以上|\s?以上版本|版| \(stable)/i
const numbered = /(?<![a-z])(?:version|release|section|chapter|sect|§|第|版本|版本号)[\s:：]{0,2}$/i
const addressWord = /(?<![a-z])(?:ip|ipv4|address|addr|host|ping)(?![a-z])|地址/i
const visitorWord = /(?<![a-z])(?:client|from|blocked|server|login)(?![a-z])|登录|来自|服务器|日志|访问/i

/** Public resolvers: everybody's, so nobody's. */
const resolvers = new Set([
  '8.8.8.8',
  '8.8.4.4',
  '1.1.1.1',
  '1.0.0.1',
  '9.9.9.9',
  '208.67.222.222',
  '114.114.114.114',
  '223.5.5.5',
])

/** IPv4 and IPv6 addresses that can belong to a person: not private ones, not those of documentation, not versions. */
export const ipAddress: Rule = {
  anchors: ['digits', 'mixed'],
  find: (text, { start, end }) => {
    const length = end - start
    const next = text[end]
    if (next === '.' && length <= 3) return version4(text, start)
    if (next === ':' && length === 4 && /[23]/.test(text[start]!)) return version6(text, start)
    return undefined
  },
}

function version4(text: string, start: number): Found | undefined {
  if (/[\d.\w-]/.test(text[start - 1] ?? ' ')) return undefined
  const match = matchAt(four, text, start)
  if (!match) return undefined
  const octets = match.slice(1).map(Number)
  if (match.slice(1).some(octet => octet.length > 1 && octet.startsWith('0')) || octets.some(octet => octet > 255))
    return undefined
  if (!isPublic(octets) || resolvers.has(match[0])) return undefined
  const end = start + match[0].length
  const before = sentenceBefore(text, start, 30)
  const found: Found = { start, end, certainty: 'checked' }
  if (numbered.test(before)) return undefined
  if (addressWord.test(before)) return { ...found, certainty: 'named' }
  // Sections and versions have small parts; of an address at random the last three are below 40 once in 260 times.
  if (octets.slice(1).every(octet => octet < 40) || octets[1] === 0) return undefined
  if (visitorWord.test(before)) return { ...found, certainty: 'named' }
  if (software.test(before) && !/:\/\/$/.test(before)) return undefined
  return softwareAfter.test(text.slice(end, end + 12)) ? undefined : found
}

/** Whether IANA's registry of special-purpose addresses (RFC 6890) leaves an address to the public. */
function isPublic([a = 0, b = 0, c = 0]: readonly number[]): boolean {
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false
  if (a === 100 && b >= 64 && b < 128) return false
  if ((a === 169 && b === 254) || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)) return false
  if (a === 192 && b === 0 && (c === 0 || c === 2)) return false
  if (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) return false
  return !(a === 203 && b === 0 && c === 113) && !(a === 192 && b === 88 && c === 99)
}

/** Global unicast is 2000::/3; 2001:db8::/32 and 3fff::/20 are for documentation (RFC 3849, RFC 9637). */
function version6(text: string, start: number): Found | undefined {
  if (/[\w.]$|[\w:]:$/.test(text.slice(Math.max(0, start - 2), start))) return undefined
  const shown = matchAt(/[0-9a-f:]{6,39}(?![0-9a-z:])/iy, text, start)?.[0].replace(/:$/, '')
  if (!shown || /^(?:2001:0?db8|3fff:0)/i.test(shown)) return undefined
  const halves = shown.split('::')
  const groups = halves.flatMap(half => (half === '' ? [] : half.split(':')))
  if (halves.length > 2 || groups.some(group => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined
  if (halves.length === 2 ? groups.length > 7 : groups.length !== 8) return undefined
  return { start, end: start + shown.length, certainty: 'checked' }
}

const pairs = /(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![\w]|[:-][0-9a-f])/iy
const fours = /[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\w]|\.\w)/iy

/** Hardware addresses of single devices: not broadcast, not groups, not those of documentation (RFC 9542). */
export const macAddress: Rule = {
  anchors: ['digits', 'mixed'],
  find: (text, { start, end }) => {
    const length = end - start
    if (length !== 2 && length !== 4) return undefined
    let from = start
    const step = length + 1
    const separator = length === 4 ? /[.]/ : /[:-]/
    while (
      start - from < 15 &&
      separator.test(text[from - 1] ?? ' ') &&
      /^[0-9a-f]+$/i.test(text.slice(from - step, from - 1)) &&
      from >= step
    )
      from -= step
    if (/[\w:.-]/.test(text[from - 1] ?? ' ')) return undefined
    const match = matchAt(length === 2 ? pairs : fours, text, from)
    if (!match) return undefined
    const digits = match[0].replace(/[:.-]/g, '').toLowerCase()
    const group = Number.parseInt(digits.slice(0, 2), 16) & 1
    if (group || /^0+$/.test(digits) || digits.startsWith('00005e0053')) return undefined
    return { start: from, end: from + match[0].length, certainty: 'checked' }
  },
}

const imeiWords = /(?:(?<![a-z])(?:imei|meid)|串号|串码|设备识别码|移动设备识别)[^\n。.]{0,24}$/i

/** Device identities of mobile phones: after the word, 15 digits that pass Luhn's test. */
export const imei: Rule = {
  anchors: ['digits'],
  find: (text, { start, end }) => {
    if (end - start !== 2 && end - start !== 15) return undefined
    const match = matchAt(/\d{2}([- ]?)\d{6}\1\d{6}\1\d(?![\d])/y, text, start)
    if (!match || !luhn(match[0].replace(/\D/g, '')) || !named(text, start, imeiWords)) return undefined
    return insideLink(text, start) ? undefined : { start, end: start + match[0].length, certainty: 'named' }
  },
}
