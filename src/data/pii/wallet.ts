import { createHash } from 'node:crypto'
import type { Rule } from './rule.ts'

const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const bech32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'

/** First bytes of addresses: Bitcoin, Litecoin (and its scripts), Dogecoin (and its scripts), Tron, Dash. */
const versions = new Set([0, 5, 48, 50, 30, 22, 65, 76])

/** Addresses of wallets. Base58 and Bech32 carry a checksum; Ethereum’s are known by their shape. */
export const cryptoAddress: Rule = {
  anchors: ['mixed'],
  find: (text, { start, end }) => {
    const length = end - start
    if (length < 26 || length > 74 || /[\w/+=]/.test(text[start - 1] ?? ' ') || /[\w/+=]/.test(text[end] ?? ' '))
      return undefined
    const word = text.slice(start, end)
    const holds =
      length === 42 && word.startsWith('0x')
        ? /^0x[0-9a-fA-F]{40}$/.test(word) && !/^0x(.)\1*$/.test(word)
        : /^(?:bc|ltc|tb)1/i.test(word)
          ? isBech32(word)
          : length <= 35 && /^[13LMDA9TX]/.test(word) && isBase58Check(word)
    return holds ? { start, end, certainty: 'named' } : undefined
  },
}

/** A version byte, 20 bytes and the first four of their double SHA-256. */
function isBase58Check(word: string): boolean {
  let number = 0n
  for (const character of word) {
    const value = base58.indexOf(character)
    if (value < 0) return false
    number = number * 58n + BigInt(value)
  }
  const hex = number.toString(16).padStart(50, '0')
  if (hex.length !== 50) return false
  const bytes = Buffer.from(hex, 'hex')
  const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest()
  return versions.has(bytes[0]!) && sha256(sha256(bytes.subarray(0, 21))).compare(bytes, 21, 25, 0, 4) === 0
}

/** The checksum of BIP-173; of BIP-350 from witness version 1 on. */
function isBech32(word: string): boolean {
  if (word !== word.toLowerCase() && word !== word.toUpperCase()) return false
  const lower = word.toLowerCase()
  const separator = lower.lastIndexOf('1')
  const prefix = [...lower.slice(0, separator)].map(character => character.charCodeAt(0))
  const data = [...lower.slice(separator + 1)].map(character => bech32.indexOf(character))
  if (data.length < 7 || data.includes(-1)) return false
  let sum = 1
  for (const value of [...prefix.map(code => code >> 5), 0, ...prefix.map(code => code & 31), ...data]) {
    const top = sum >>> 25
    sum = ((sum & 0x1ffffff) << 5) ^ value
    if (top & 1) sum ^= 0x3b6a57b2
    if (top & 2) sum ^= 0x26508e6d
    if (top & 4) sum ^= 0x1ea119fa
    if (top & 8) sum ^= 0x3d4233dd
    if (top & 16) sum ^= 0x2a1462b3
  }
  return sum === (data[0] === 0 ? 1 : 0x2bc830a3)
}
