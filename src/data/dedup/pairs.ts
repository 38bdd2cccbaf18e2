/** Finds for each key the first document that had it. */
export interface PairTable {
  /** The first document with this key: `document` itself when it is new. */
  first(high: number, low: number, document: number): number
}

/**
 * A table for at most `count` keys of 64 bits: open addressing in typed arrays, at most half full, 12 bytes for each of
 * its places.
 */
export function createPairTable(count: number): PairTable {
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, 2 * count)))
  const highs = new Uint32Array(size)
  const lows = new Uint32Array(size)
  const documents = new Uint32Array(size) // one more than the number; 0 is a free place
  const mask = size - 1
  return {
    first: (high, low, document) => {
      let place = (low ^ Math.imul(high, 0x9e3779b1)) & mask
      for (;;) {
        const held = documents[place]!
        if (held === 0) {
          highs[place] = high
          lows[place] = low
          documents[place] = document + 1
          return document
        }
        if (highs[place] === high && lows[place] === low) return held - 1
        place = (place + 1) & mask
      }
    },
  }
}
