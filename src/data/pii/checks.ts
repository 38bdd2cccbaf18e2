/** Luhn's test of digits (ISO/IEC 7812-1, annex B). */
export function luhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48
    sum += i % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit
  }
  return sum % 10 === 0
}

/** MOD 11-2 of ISO/IEC 7064: 17 digits and a check character, X for ten. */
export function mod11to2(text: string): boolean {
  let sum = 0
  for (let i = 0; i < text.length; i++) {
    const value = text[i] === 'X' || text[i] === 'x' ? 10 : text.charCodeAt(i) - 48
    sum = (sum * 2 + value) % 11
  }
  return sum === 1
}

/** MOD 11,10 of ISO/IEC 7064. */
export function mod11over10(digits: string): boolean {
  let product = 10
  for (const digit of digits.slice(0, -1)) product = (((product + Number(digit)) % 10 || 10) * 2) % 11
  return (product + Number(digits.at(-1))) % 10 === 1
}

/** The remainder by 97 of a text whose letters count 10 to 35, as MOD 97-10 of ISO/IEC 7064 has it. */
export function remainder97(text: string): number {
  let remainder = 0
  for (const character of text) {
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder
}

/** The sum of digits times weights. */
export function weighted(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0)
}

/** Whether year, month and day are a day. */
export function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
