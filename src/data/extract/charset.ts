import { isUtf8 } from 'node:buffer'

/** A page as text, and how it was read. */
export interface DecodedPage {
  readonly text: string
  /** The encoding's name in the WHATWG Encoding Standard. */
  readonly charset: string
}

const sampleBytes = 64 << 10
/** Bytes of any other encoding are hardly ever UTF-8: then nearly all of them are bad, not a few. */
const mostBad = 0.1

/**
 * Decodes a page. In this order: byte order mark, header, the page's own declaration in its first 1,024 bytes, UTF-8 if
 * nearly all of its bytes are, then the likeliest of the encodings that pages without a declaration use. A declaration of
 * UTF-8 that the bytes contradict throughout is not believed. Invalid sequences become U+FFFD.
 */
export function decodePage(bytes: Uint8Array, contentType?: string): DecodedPage {
  const marked = byteOrderMark(bytes)
  if (marked) return decodeAs(bytes, marked)
  const declared = label(/charset\s*=\s*["']?\s*([\w:.-]+)/i.exec(contentType ?? '')?.[1]) ?? declaredCharset(bytes)
  if (declared && declared !== 'utf-8') return decodeAs(bytes, declared)
  if (isUtf8(bytes)) return decodeAs(bytes, 'utf-8') // nearly all pages, at a fraction of what follows
  const sample = bytes.subarray(0, sampleBytes)
  return decodeAs(bytes, badShare(sample) < mostBad ? 'utf-8' : likeliest(sample))
}

function decodeAs(bytes: Uint8Array, charset: string): DecodedPage {
  return { text: new TextDecoder(charset).decode(bytes), charset }
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return undefined
}

/** The standard name of an encoding; undefined for what is none. */
function label(name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  try {
    const { encoding } = new TextDecoder(name)
    return encoding.startsWith('utf-16') ? 'utf-8' : encoding // written in ASCII, so it cannot be UTF-16
  } catch {
    return undefined
  }
}

/** What `<meta charset>`, `<meta http-equiv>` or an XML declaration says. */
function declaredCharset(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString('latin1')
  const meta = /<meta\b[^>]*?charset\s*=\s*["']?\s*([\w:.-]+)/i.exec(start)?.[1]
  return label(meta ?? /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w:.-]+)/i.exec(start)?.[1])
}

/** Replacement characters per byte that is not ASCII. */
function badShare(bytes: Uint8Array): number {
  let high = 0
  for (const byte of bytes) if (byte >= 0x80) high++
  if (high === 0) return 0
  // a character cut at the sample's end is no error
  const text = new TextDecoder('utf-8').decode(bytes, { stream: true })
  return replacements(text) / high
}

function replacements(text: string): number {
  let count = 0
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) count++
  return count
}

/** What text in an encoding is full of, and the share of its characters outside ASCII that this is on a usual page. */
const frequent: Readonly<Record<string, { readonly characters: RegExp; readonly usual: number }>> = {
  gb18030: {
    characters:
      /[的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子用于下过作分成动方后多行法所得经，：]/g,
    usual: 0.2,
  },
  big5: {
    characters:
      /[的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子用於下過作分成動方後多行法所得經，：]/g,
    usual: 0.2,
  },
  shift_jis: { characters: /[\u3041-\u3096\u30a1-\u30fa、。]/g, usual: 0.5 },
  'euc-jp': { characters: /[\u3041-\u3096\u30a1-\u30fa、。]/g, usual: 0.5 },
  'euc-kr': { characters: /[이다는의에을가를은고하한지기사도로자어시스정인있니해서리면라것수들용그만]/g, usual: 0.4 },
  // Lower case, since other encodings read as this one are letters too, but of both cases at random.
  'windows-1251': { characters: /[А-ЯЁ]?[а-яё]{3,}/g, usual: 0.9 },
}

/**
 * The encoding in which the bytes read most like text: what such text is full of, less what cannot be decoded, both
 * beside what is usual; Western European where none convinces.
 */
function likeliest(sample: Uint8Array): string {
  let best = 'windows-1252'
  let bestScore = 0.4
  for (const [charset, { characters, usual }] of Object.entries(frequent)) {
    const text = new TextDecoder(charset).decode(sample, { stream: true })
    const others = text.match(/[^\x20-\x7f\s]/g)?.length ?? 0
    const share = (text.match(characters)?.join('').length ?? 0) / others
    const score = share / usual - (2 * replacements(text)) / others
    if (score > bestScore) [best, bestScore] = [charset, score]
  }
  return best
}
