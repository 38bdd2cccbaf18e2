import { matchAt } from './context.ts'
import type { Found, Rule } from './rule.ts'

const bracket = '[\\[({<]'
const closing = '[\\])}>]'
/** A domain after the at; dots also written out. */
const domain = new RegExp(
  `\\s{0,2}${closing}?\\s{0,2}([a-z0-9-]{1,63})((?:(?:\\.|\\s{0,2}${bracket}\\s?dot\\s?${closing}\\s{0,2}|\\sdot\\s|\\sdot${closing})[a-z0-9-]{1,63}){1,4})`,
  'iy',
)
const written = new RegExp(`${bracket}\\s?dot|\\sdot\\s`, 'i')
/** Of what RFC 5322 allows, what is used; other signs are of the text around. */
const local = /[\w.+%&~'-]{1,64}$/
/** Before a written at, a part of an address: also with its dots written out. */
const writtenLocal = /[\w.+-]{1,64}(?:(?:\s[[({<]?dot[\])}>]?\s|[[({<]dot[\])}>])[\w.+-]{1,64}){0,2}$/i
const domains =
  /^(?:[a-z]{2}|com|org|net|edu|gov|mil|int|info|biz|name|io|pro|app|dev|online|site|shop|store|tech|cloud|email|club|top|xyz|vip|wang|museum|jobs|mobi|asia|travel|agency|company|network|world|live|life|today|news|blog|space|website|global|systems|solutions|services|group|team|studio|design|media|digital|academy|center|health|law|bank|gmbh|berlin|london|paris|nyc|tokyo)$/i
/** RFC 2606 and RFC 6761: domains of examples and of nothing. */
const nobody = /(?:^|\.)(?:example\.(?:com|net|org|edu)|example|test|invalid|localhost|local)$/i
/** Host names that are words of a sentence. */
const words = /^(?:the|a|an|this|that|my|our|your|his|her|their|its|some|any|no|one|each)$/i
const mailHosts =
  /^(?:gmail|googlemail|yahoo|hotmail|outlook|live|msn|aol|icloud|protonmail|proton|gmx|web|mail|yandex|qq|foxmail|163|126|139|189|sina|sohu|aliyun|yeah)$/i

/** E-mail addresses, as they are and as people hide them. */
export const email: Rule = {
  anchors: ['at'],
  words: ['at'],
  find: (text, { start, end }) => {
    if (text[start] === '@') return plain(text, start)
    return text[start] === '#' ? hidden(text, start + 1) : spoken(text, start, end)
  },
}

/** `name@host.com`, also with spaces around the sign. */
function plain(text: string, at: number): Found | undefined {
  const spaced = text[at - 1] === ' ' && text[at + 1] === ' '
  const nameEnd = spaced ? at - 1 : at
  const name = nameBefore(text, nameEnd)
  if (name === undefined) return undefined
  const host = matchAt(/[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}/iy, text, spaced ? at + 2 : at + 1)
  if (!host || (name === 'git' && text[host.index + host[0].length] === ':')) return undefined
  const end = domainEnd(host[0])
  if (end === 0) return undefined
  return { start: nameEnd - name.length, end: host.index + end, certainty: 'checked' }
}

/** `name#host.com`, which is how Chinese forums hide an address. */
function hidden(text: string, hostStart: number): Found | undefined {
  const host = matchAt(/([a-z0-9]{2,12})\.(com|cn|net|edu|org)(?:\.cn)?(?!\.?[a-z0-9-])/iy, text, hostStart)
  const name = nameBefore(text, hostStart - 1)
  if (!host || name === undefined || !(mailHosts.test(host[1]!) || host[2] === 'edu')) return undefined
  return { start: hostStart - 1 - name.length, end: hostStart + host[0].length, certainty: 'checked' }
}

/** `name at host dot com`, `name [at] host [dot] com`, `name(at)host.com`, `name at gmail.com`. */
function spoken(text: string, start: number, end: number): Found | undefined {
  const host = matchAt(domain, text, end)
  if (!host || words.test(host[1]!)) return undefined
  const open = /[[({<]\s?$/.exec(text.slice(Math.max(0, start - 2), start))
  const inBrackets = open !== null && /^\s?[\])}>]/.test(text.slice(end, end + 2))
  const rest = host[2]!
  if (!inBrackets && !written.test(rest) && !mailHosts.test(host[1]!)) return undefined
  const labels = `${host[1]}${rest.replace(/[\s[({<]+dot[\s\])}>]+/gi, '.')}`
  if (domainEnd(labels) !== labels.length) return undefined
  const gapEnd = inBrackets ? start - open[0].length : start
  const before = text.slice(Math.max(0, gapEnd - 200), gapEnd)
  if (!inBrackets && !/\s$/.test(before)) return undefined
  const name = writtenLocal.exec(before.trimEnd())
  if (!name) return undefined
  const nameEnd = gapEnd - (before.length - before.trimEnd().length)
  return { start: nameEnd - name[0].length, end: host.index + host[0].length, certainty: 'checked' }
}

/** The part before the at that ends at `end`; quotes, brackets and what belongs to a sentence are not part of it. */
function nameBefore(text: string, end: number): string | undefined {
  const found = local.exec(text.slice(Math.max(0, end - 64), end))
  const name = found?.[0].replace(/^[^A-Za-z0-9_]+/, '')
  if (!name || name.endsWith('.') || /\/\//.test(name)) return undefined
  return name
}

/** What texts that were joined without a space have behind an address: `host.com-----NEXT`, `host.comNext`. */
const runOn = /-{3,}.*$|(?<=\.(?:com|net|org|edu))[A-Z].*$/

/** How much of `host.com.more` is a domain: up to its last label that can be a top level; 0 when it is none. */
function domainEnd(host: string): number {
  const labels = host.replace(runOn, '').split('.')
  while (labels.length > 1 && !domains.test(labels.at(-1)!)) labels.pop()
  const name = labels.join('.')
  return labels.length < 2 || nobody.test(name) || labels.some(label => /^-|-$|^$/.test(label)) ? 0 : name.length
}
