import { open } from 'node:fs/promises'
import { xxh3 } from '@node-rs/xxhash'
import { InstarError, msg } from '../../errors/index.ts'
import { lineKeys, minHasher } from '../dedup/index.ts'
import type { Document } from '../document.ts'
import { plainForm } from '../filters/duplicates.ts'
import { buckets } from './phases.ts'
import type { CollectiveSettings } from './plan.ts'

/**
 * What is compared between documents: 64-bit keys in one or more bands. Two documents with an equal key in one band are
 * alike in what the filter asks about.
 */
export interface KeyTable {
  /** Notes the keys of the document that is `index` in its piece. */
  add(document: Document, index: number): void
  /** The table as a file: for each band the keys by bucket, with an index of where each bucket begins. */
  bytes(): Uint8Array
  /** Keys of the fullest band. */
  fullest(): number
}

const keyWords = 3 // high, low, document

export function createKeyTable(settings: CollectiveSettings): KeyTable {
  const bands = settings.kind === 'near-duplicates' ? settings.bands : 1
  const columns = Array.from({ length: bands }, () => ({ records: new Uint32Array(3 * 1024), used: 0 }))
  const add = (band: number, high: number, low: number, index: number) => {
    const column = columns[band]!
    if (column.used + keyWords > column.records.length) {
      const larger = new Uint32Array(2 * column.records.length)
      larger.set(column.records)
      column.records = larger
    }
    column.records[column.used++] = high
    column.records[column.used++] = low
    column.records[column.used++] = index
  }
  const note = makers[settings.kind](settings as never, add)
  return {
    add: note,
    fullest: () => Math.max(...columns.map(({ used }) => used / keyWords)),
    bytes: () => {
      const total = columns.reduce((sum, { used }) => sum + used, 0)
      const offsets = bands * (buckets + 1)
      const file = new Uint32Array(offsets + total)
      let at = offsets
      for (const [band, { records, used }] of columns.entries()) {
        const starts = file.subarray(band * (buckets + 1), (band + 1) * (buckets + 1))
        for (let i = 0; i < used; i += keyWords) starts[(records[i]! >>> 24) + 1]! += keyWords
        starts[0] = at
        for (let bucket = 0; bucket < buckets; bucket++) starts[bucket + 1]! += starts[bucket]!
        const next = starts.slice()
        for (let i = 0; i < used; i += keyWords) {
          const bucket = records[i]! >>> 24
          file.set(records.subarray(i, i + keyWords), next[bucket]!)
          next[bucket]! += keyWords
        }
        at += used
      }
      return new Uint8Array(file.buffer)
    },
  }
}

type Add = (band: number, high: number, low: number, index: number) => void
type Note = (document: Document, index: number) => void
type KeyMakers = {
  readonly [K in CollectiveSettings['kind']]: (settings: Extract<CollectiveSettings, { kind: K }>, add: Add) => Note
}

const makers: KeyMakers = {
  duplicates: (_, add) => (document, index) => {
    const hash = xxh3.xxh64(plainForm(document.text))
    add(0, Number(hash >> 32n), Number(hash & 0xffffffffn), index)
  },
  'duplicate-lines': ({ minimumWords }, add) => {
    const read = lineKeys(minimumWords)
    return (document, index) => {
      const seen = new Set<string>()
      for (const line of document.text.split('\n')) {
        const key = read(line)
        if (key === undefined || seen.size === seen.add(`${key.high} ${key.low}`).size) continue
        add(0, key.high, key.low, index)
      }
    }
  },
  'near-duplicates': (settings, add) => {
    const hash = minHasher(settings)
    const keys = new Uint32Array(2 * settings.bands)
    return (document, index) => {
      if (!hash(document.text, keys)) return
      for (let band = 0; band < settings.bands; band++) add(band, keys[2 * band]!, keys[2 * band + 1]!, index)
    }
  },
}

/**
 * Keys of one band from a file of {@link KeyTable}: those of buckets `from` to before `to`.
 *
 * @returns high, low, document, high, low, …
 */
export async function readKeys(path: string, band: number, from: number, to: number): Promise<Uint32Array> {
  const file = await open(path, 'r').catch(cause => {
    throw new InstarError(msg`Could not read ${path}: ${cause}`, { cause })
  })
  try {
    const read = async (start: number, length: number) => {
      const words = new Uint32Array(length)
      const { bytesRead } = await file.read(new Uint8Array(words.buffer), 0, 4 * length, 4 * start)
      if (bytesRead < 4 * length)
        throw new InstarError(msg`Expected ${4 * (start + length)} bytes in ${path}: it is cut off`)
      return words
    }
    const starts = await read(band * (buckets + 1), buckets + 1)
    return await read(starts[from]!, starts[to]! - starts[from]!)
  } finally {
    await file.close()
  }
}
