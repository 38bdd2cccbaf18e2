import { xxh3 } from '@node-rs/xxhash'
import type { SplitName } from './manifest.ts'

/**
 * The split of a document, from a hash of its id: it stays where it is when other documents come or go.
 *
 * @param validationShare  of all documents, about, from 0 to 1
 */
export function splitByDocument(id: string, validationShare: number): SplitName {
  const uniform = Number(xxh3.xxh64(id) >> 11n) / 2 ** 53
  return uniform < validationShare ? 'validation' : 'train'
}
