import type { TensorData } from './safetensors.ts'

/** Bytes per element of the types that are read. */
export const elementSize = { F64: 8, I64: 8, F32: 4, I32: 4, F16: 2, BF16: 2, U8: 1, BOOL: 1 } as const

export type ElementType = keyof typeof elementSize

export const isElementType = (value: unknown): value is ElementType =>
  typeof value === 'string' && Object.hasOwn(elementSize, value)

/** Little-endian bytes, aligned at their own buffer's start, to numbers; other floats become float32. */
const decoders: { readonly [E in ElementType]: (bytes: Uint8Array) => TensorData } = {
  F64: bytes => Float32Array.from(new Float64Array(bytes.buffer)),
  I64: bytes => new BigInt64Array(bytes.buffer),
  F32: bytes => new Float32Array(bytes.buffer),
  I32: bytes => new Int32Array(bytes.buffer),
  F16: bytes => widen(new Uint16Array(bytes.buffer), halfBits),
  BF16: bytes => widen(new Uint16Array(bytes.buffer), bits => bits << 16),
  U8: bytes => bytes,
  BOOL: bytes => bytes,
}

export function decodeElements(type: ElementType, bytes: Uint8Array): TensorData {
  return decoders[type](bytes)
}

/** Each 16-bit pattern to the float32 of the pattern that `bitsOf` gives. */
function widen(source: Uint16Array, bitsOf: (bits: number) => number): Float32Array {
  const result = new Float32Array(source.length)
  const patterns = new Int32Array(result.buffer)
  for (let i = 0; i < source.length; i++) patterns[i] = bitsOf(source[i]!)
  return result
}

/** IEEE 754 binary16 to binary32: one sign, 5 exponent and 10 fraction bits to 1, 8 and 23. */
function halfBits(half: number): number {
  const sign = (half & 0x8000) << 16
  const exponent = (half >> 10) & 31
  const fraction = half & 0x3ff
  if (exponent === 31) return sign | 0x7f800000 | (fraction << 13)
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13)
  if (fraction === 0) return sign
  // Subnormal: a normal number in the wider type. Move the leading one to its place.
  const shift = Math.clz32(fraction) - 21
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13)
}
