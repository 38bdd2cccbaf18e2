import type { Text } from '../text.ts'

type Form = 'NFC' | 'NFD' | 'NFKC' | 'NFKD'

/**
 * What Unicode normalisation treats together: a character with the marks after it, and a syllable of Hangul. It is only
 * looked for where the way back is kept.
 */
const cluster =
  /[\u1100-\u115f\ua960-\ua97c][\u1160-\u11a7\ud7b0-\ud7c6]?[\u11a8-\u11ff\ud7cb-\ud7fb]?|.[\p{M}\u1160-\u11ff\uff9e\uff9f]*/gsu

/** A Unicode normalisation form (UAX #15). */
export function unicodeForm(form: Form): (text: Text) => Text {
  const whole = (text: string) => text.normalize(form)
  return text => text.replace(cluster, whole, whole)
}

/** Lowercases every character on its own: a sigma at the end of a word is as any other. */
export function lowercase(text: Text): Text {
  return text.replace(/./gsu, lowercaseOf, value =>
    (value.includes('Σ') ? value.replace(/Σ/g, 'σ') : value).toLowerCase(),
  )
}

function lowercaseOf(character: string): string {
  return character.toLowerCase()
}

/** Removes marks that are characters of their own. */
export function stripAccents(text: Text): Text {
  return text.replace(/\p{M}/gu, () => '')
}

/** The cleaning of neural machine translation that SentencePiece's models are built with. */
export function nmt(text: Text): Text {
  return text
    .replace(/\p{Cc}/gu, control => (isRemovedByNmt(control.charCodeAt(0)) ? '' : control))
    .replace(/[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/gu, () => ' ')
}

function isRemovedByNmt(control: number): boolean {
  if (control === 0x7f || control === 0x8f || control === 0x9f || control === 0x0b) return true
  return (control >= 0x01 && control <= 0x08) || (control >= 0x0e && control <= 0x1f)
}
