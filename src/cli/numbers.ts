import type { Language } from './language.ts'

/** Numbers as people read them, in the language of the reader. */
export interface NumberFormats {
  /** 12,345 */
  whole(value: number): string
  /** 1.23M, 123万 */
  short(value: number): string
  /** 3.142 (four significant digits): losses */
  precise(value: number): string
  /** 97 %; 97.4 % with a digit after the point */
  percent(value: number, digits?: number): string
  /** 45 B, 12 kB, 512 MB, 1.5 GB (powers of 1024) */
  bytes(value: number): string
}

export function numberFormats(language: Language): NumberFormats {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 3 })
  const precise = new Intl.NumberFormat(language, { minimumSignificantDigits: 4, maximumSignificantDigits: 4 })
  return {
    whole: value => whole.format(value),
    short: value => short.format(value),
    precise: value => (Number.isFinite(value) ? precise.format(value) : String(value)),
    percent: (value, digits = 0) => `${(100 * value).toFixed(digits)} %`,
    bytes,
  }
}

const byteUnits = ['B', 'kB', 'MB', 'GB'] as const

function bytes(value: number): string {
  const power = Math.min(byteUnits.length - 1, Math.floor(Math.log2(Math.max(1, value)) / 10))
  return `${(value / 1024 ** power).toFixed(power === 3 ? 1 : 0)} ${byteUnits[power]}`
}
