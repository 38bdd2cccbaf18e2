/** Copies that Node makes faster than a loop does. Browsers have no Buffer, and loop. */
interface NativeBuffer {
  from(
    bytes: ArrayBufferLike,
    start: number,
    length: number,
  ): { write(text: string, encoding: 'utf16le'): number; toString(encoding: 'latin1'): string }
}

const { Buffer: native } = globalThis as { readonly Buffer?: NativeBuffer }

/** Writes the UTF-16 units of `text` to the beginning of `units`, which has room for them. */
export function writeUtf16(text: string, units: Uint16Array): void {
  if (native !== undefined) native.from(units.buffer, units.byteOffset, text.length * 2).write(text, 'utf16le')
  else for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i)
}

/** The first `length` bytes as characters U+0000 to U+00FF. */
export function latin1(bytes: Uint8Array, length: number): string {
  if (native !== undefined) return native.from(bytes.buffer, bytes.byteOffset, length).toString('latin1')
  let text = ''
  for (let i = 0; i < length; i++) text += String.fromCharCode(bytes[i]!)
  return text
}
