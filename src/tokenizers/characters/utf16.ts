import { writeUtf16 } from './native.ts'

/** UTF-16 as numbers, which loops read faster than strings; one array serves one text after the other. */
let shared = new Uint16Array(1 << 12)
const keptLength = 1 << 20

/** The UTF-16 units of `text`, in an array that may be longer and that the next call may use again. */
export function unitsOf(text: string): Uint16Array {
  let units = shared
  if (units.length < text.length) {
    units = new Uint16Array(text.length * (text.length < keptLength ? 2 : 1))
    if (text.length <= keptLength) shared = units
  }
  writeUtf16(text, units)
  return units
}

/**
 * Writes `units[start..end)`, well-formed, as UTF-8 to `into` from `at` on, which has room for three bytes per unit.
 * @returns how many bytes
 */
export function writeUtf8(units: Uint16Array, start: number, end: number, into: Uint8Array, at = 0): number {
  let length = at
  for (let i = start; i < end; i++) {
    let code = units[i]!
    if (code < 0x80) {
      into[length++] = code
      continue
    }
    if (code < 0x800) into[length++] = 0xc0 | (code >> 6)
    else {
      if ((code & 0xfc00) === 0xd800) {
        code = ((code & 0x3ff) << 10) + (units[++i]! & 0x3ff) + 0x10000
        into[length++] = 0xf0 | (code >> 18)
        into[length++] = 0x80 | ((code >> 12) & 0x3f)
      } else into[length++] = 0xe0 | (code >> 12)
      into[length++] = 0x80 | ((code >> 6) & 0x3f)
    }
    into[length++] = 0x80 | (code & 0x3f)
  }
  return length - at
}
