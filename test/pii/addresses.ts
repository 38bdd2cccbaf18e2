import type { Random } from '../../src/random/index.ts'
import { characters } from './draw.ts'

const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'

/** A segregated-witness address (BIP-173; from version 1 on BIP-350) of 20 (version 0) or 32 random bytes. */
export function bech32Address(draw: Random, prefix: string, version: number): string {
  const bytes = Array.from({ length: version === 0 ? 20 : 32 }, () => draw.integer(256))
  const bits = bytes.map(byte => byte.toString(2).padStart(8, '0')).join('')
  const fives = bits.match(/.{1,5}/g)!.map(five => Number.parseInt(five.padEnd(5, '0'), 2))
  const data = [version, ...fives]
  const codes = [...prefix].map(character => character.charCodeAt(0))
  const checked = [...codes.map(code => code >> 5), 0, ...codes.map(code => code & 31), ...data, 0, 0, 0, 0, 0, 0]
  let sum = 1
  for (const value of checked) {
    const top = sum >>> 25
    sum = ((sum & 0x1ffffff) << 5) ^ value
    const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
    for (const [i, generator] of generators.entries()) if ((top >> i) & 1) sum ^= generator
  }
  sum ^= version === 0 ? 1 : 0x2bc830a3
  const check = [25, 20, 15, 10, 5, 0].map(shift => (sum >>> shift) & 31)
  return `${prefix}1${[...data, ...check].map(five => alphabet[five]).join('')}`
}

/** Addresses of the test vectors of EIP-55, whose capitals are a Keccak checksum, and others in small letters. */
export function ethereumAddress(draw: Random): string {
  return draw.pick([
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
    '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
    `0x${characters(draw, '0123456789abcdef', 40)}`,
  ])
}
