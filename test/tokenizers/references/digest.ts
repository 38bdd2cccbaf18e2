import { createHash } from 'node:crypto'

/** SHA-256 of rows of numbers, as references.py makes it: each row as 32-bit integers, their number before them. */
export function digest(rows: Iterable<Int32Array>): string {
  const hash = createHash('sha256')
  for (const row of rows) {
    hash.update(new Uint8Array(Int32Array.of(row.length).buffer))
    hash.update(new Uint8Array(row.buffer, row.byteOffset, row.byteLength))
  }
  return hash.digest('hex').slice(0, 12)
}
