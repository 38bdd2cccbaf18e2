import type { Filter } from './filter.ts'

/** Share of replacement characters (U+FFFD) from which a text counts as broken. */
const brokenShare = 0.005

/**
 * One form for what looks the same: NFC, no control or invisible characters, plain spaces, at most one blank line;
 * UTF-8 that was once read as Windows-1252 is put right. Rejects texts that are empty or whose bytes were no UTF-8.
 */
export function normaliseFilter(): Filter {
  return {
    name: 'normalise',
    apply: document => {
      const text = normalise(document.text)
      if (text === '') return { reason: 'empty' }
      const broken = (text.match(/\uFFFD/g)?.length ?? 0) / text.length
      if (broken > brokenShare) return { reason: 'bytes that are no UTF-8', value: broken }
      return text === document.text ? document : { ...document, text }
    },
  }
}

/** The normal form of a text; normalising it again changes nothing. */
export function normalise(text: string): string {
  for (;;) {
    const next = pass(text)
    if (next === text) return text
    text = next // what one step uncovers, another may have to put right: mojibake of mojibake, say
  }
}

function pass(text: string): string {
  return repairMojibake(text.toWellFormed())
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/[^\S\n ]/gu, ' ') // tabs, no-break and ideographic spaces; also U+FEFF
    .replace(invisible, '')
    .normalize('NFC')
    .replace(/ {2,}/g, ' ')
    .replace(/ \n ?|\n /g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

// Control characters but not the line feed, private use, tags and direction marks. The two joiners stay, since Persian,
// Indic scripts and emoji need them.
const invisible =
  /(?!\n)\p{Cc}|[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFFF9-\uFFFB\u{E0000}-\u{E007F}]|\p{Co}|\p{Noncharacter_Code_Point}/gu

/** Characters of Windows-1252 at 0x80 to 0x9F that are not the Latin-1 control characters. */
const windows1252 = new Map(
  [...'€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ'].map((character, i) => [character, 0x80 + i]),
)
const highRuns = new RegExp(`[\\u0080-\\u00FF${[...windows1252.keys()].filter(c => c > '\u00FF').join('')}]{2,}`, 'g')
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Puts `CafÃ©` and `donâ€™t` right: a run of characters that, as bytes of Windows-1252, is valid UTF-8 was never meant
 * as it stands. Everything else stays.
 */
function repairMojibake(text: string): string {
  return text.replace(highRuns, run => {
    try {
      return utf8.decode(Uint8Array.from(run, character => windows1252.get(character) ?? character.charCodeAt(0)))
    } catch {
      return run
    }
  })
}
