/**
 * The alphabet in which `tokenizer.json` writes bytes: one printable character for each of the 256 bytes, so that a
 * vocabulary of byte strings is readable JSON (Radford et al. 2019, GPT-2). Printable Latin-1 bytes stand for
 * themselves; the other 68 get the characters from U+0100 on, in the order of the bytes.
 */
const characterOfByte: readonly string[] = (() => {
  const printable = (byte: number) => (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad)
  let next = 0x100
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : next++))
})()

const byteOfCharacter: ReadonlyMap<string, number> = new Map(
  characterOfByte.map((character, byte) => [character, byte]),
)

const utf8 = new TextEncoder()

/** The character that stands for `byte` (0 to 255). */
export function byteCharacter(byte: number): string {
  return characterOfByte[byte]!
}

/** The 256 characters in the order of their code points, the order in which vocabularies list them. */
export const byteCharacters: readonly string[] = [...characterOfByte].sort()

/** The bytes that a token of a byte-level vocabulary stands for, or undefined if a character is not of the alphabet. */
export function bytesOfToken(token: string): Uint8Array | undefined {
  const bytes = new Uint8Array(token.length)
  for (let i = 0; i < token.length; i++) {
    const byte = byteOfCharacter.get(token[i]!)
    if (byte === undefined) return undefined
    bytes[i] = byte
  }
  return bytes
}

/** The token that spells `text` in the byte alphabet: the inverse of {@link bytesOfToken} for well-formed text. */
export function tokenOfText(text: string): string {
  let token = ''
  for (const byte of utf8.encode(text)) token += characterOfByte[byte]!
  return token
}
