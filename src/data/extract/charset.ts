/** A page as text, and how it was read. */
export interface DecodedPage {
  readonly text: string
  /** The encoding's name in the WHATWG Encoding Standard. */
  readonly charset: string
}

const sampleBytes = 64 << 10

/**
 * Decodes a page. In this order: byte order mark, header, the page's own declaration in its first 1,024 bytes, valid
 * UTF-8, then the likeliest of the encodings that pages without a declaration use. A declaration of UTF-8 that the bytes
 * contradict throughout is not believed. Invalid sequences become U+FFFD.
 */
export function decodePage(bytes: Uint8Array, contentType?: string): DecodedPage {
  const marked = byteOrderMark(bytes)
  if (marked) return decodeAs(bytes, marked)
  const declared = label(/charset\s*=\s*["']?\s*([\w:.-]+)/i.exec(contentType ?? '')?.[1]) ?? declaredCharset(bytes)
  if (declared && declared !== 'utf-8') return decodeAs(bytes, declared)
  const sample = bytes.subarray(0, sampleBytes)
  if (declared === 'utf-8' && badShare(sample) < 0.005) return decodeAs(bytes, 'utf-8')
  if (badShare(sample) === 0) return decodeAs(bytes, 'utf-8')
  return decodeAs(bytes, likeliest(sample))
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

/** Characters of which every text in the language is full. */
const frequent: Readonly<Record<string, RegExp>> = {
  gb18030: /[的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子]/g,
  big5: /[的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子]/g,
  shift_jis: /[\u3041-\u3096\u30a1-\u30fa、。]/g,
  'euc-jp': /[\u3041-\u3096\u30a1-\u30fa、。]/g,
  'euc-kr': /[이다는의에을가를은고하한지기사도로자어]/g,
  'windows-1251': /[а-яё]{3,}/gi,
}

/**
 * The encoding in which the bytes read most like text: the share of a language's most frequent characters among those
 * that are not ASCII, less what cannot be decoded; Western European where none convinces.
 */
function likeliest(sample: Uint8Array): string {
  let best = 'windows-1252'
  let bestScore = 0.12
  for (const [charset, characters] of Object.entries(frequent)) {
    const text = new TextDecoder(charset).decode(sample, { stream: true })
    const others = text.match(/[^\x20-\x7f\s]/g)?.length ?? 0
    const score = ((text.match(characters)?.join('').length ?? 0) - 5 * replacements(text)) / others
    if (score > bestScore) [best, bestScore] = [charset, score]
  }
  return best
}
