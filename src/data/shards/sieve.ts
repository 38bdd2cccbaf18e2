import type { Document } from '../document.ts'
import { type Filter, isRejection, type Rejection } from '../filters/index.ts'
import type { FilterCounts } from './manifest.ts'
import type { ChangedSample, FilterObservations, RejectedSample } from './observations.ts'
import { createSample, type Sample } from './sample.ts'

/** Filters one after the other, with a record of what each did. */
export interface Sieve {
  /** @returns the document after all filters; undefined when one rejected it */
  apply(document: Document): Document | undefined
  /** What the filters did so far, in their order. */
  counts(): FilterCounts[]
  observations(): FilterObservations[]
}

/** @param onReject  told of each rejected document, as it was when the filter of this index saw it */
export function createSieve(
  filters: readonly Filter[],
  onReject: (index: number, document: Document, rejection: Rejection) => void,
): Sieve {
  const records = filters.map(({ name }) => ({ counts: noCounts(name), samples: createSamples() }))
  return {
    apply: document => {
      let bytes = Buffer.byteLength(document.text)
      for (const [index, filter] of filters.entries()) {
        const { counts, samples } = records[index]!
        const result = filter.apply(document)
        counts.seen++
        counts.seenBytes += bytes
        if (isRejection(result)) {
          counts.rejected++
          counts.rejectedBytes += bytes
          counts.reasons[result.reason] = (counts.reasons[result.reason] ?? 0) + 1
          samples.reject(document.id, result.reason, () => rejectedSample(document, result))
          onReject(index, document, result)
          return undefined
        }
        if (result.text !== document.text) {
          const before = document
          const after = Buffer.byteLength(result.text)
          counts.changed++
          counts.cutBytes += bytes - after
          samples.change(document.id, () => changedSample(before, result))
          bytes = after
        }
        document = result
      }
      return document
    },
    counts: () => records.map(({ counts }) => counts),
    observations: () => records.map(({ counts: { name }, samples }) => ({ name, ...samples.items() })),
  }
}

function noCounts(name: string): FilterCounts {
  return { name, seen: 0, changed: 0, rejected: 0, reasons: {}, seenBytes: 0, rejectedBytes: 0, cutBytes: 0 }
}

/** The counts of one filter over several parts of the documents. */
export function sumCounts(all: readonly FilterCounts[]): FilterCounts {
  const sum = noCounts(all[0]!.name)
  for (const { name: _, reasons, ...numbers } of all) {
    for (const [key, value] of Object.entries(numbers)) sum[key as keyof typeof numbers] += value
    for (const [reason, count] of Object.entries(reasons)) sum.reasons[reason] = (sum.reasons[reason] ?? 0) + count
  }
  return sum
}

/** The samples of one filter over several parts of the documents. */
export function mergeObservations(all: readonly FilterObservations[]): FilterObservations {
  const samples = createSamples()
  for (const { rejected, changed } of all) {
    for (const sample of rejected) samples.reject(sample.id, sample.reason, () => sample)
    for (const sample of changed) samples.change(sample.id, () => sample)
  }
  const clusters = all.find(({ clusters }) => clusters)?.clusters
  return { name: all[0]!.name, ...samples.items(), ...(clusters ? { clusters } : {}) }
}

/** Samples per reason of a rejection, and of changes. */
const [perReason, perFilter] = [3, 8]

interface Samples {
  reject(id: string, reason: string, make: () => RejectedSample): void
  change(id: string, make: () => ChangedSample): void
  items(): Pick<FilterObservations, 'rejected' | 'changed'>
}

function createSamples(): Samples {
  const rejected = new Map<string, Sample<RejectedSample>>()
  const changed = createSample<ChangedSample>(perFilter)
  return {
    reject: (id, reason, make) => {
      const sample = rejected.get(reason) ?? createSample<RejectedSample>(perReason)
      rejected.set(reason, sample)
      sample.offer(id, make)
    },
    change: (id, make) => changed.offer(id, make),
    items: () => ({ rejected: [...rejected.values()].flatMap(sample => sample.items()), changed: changed.items() }),
  }
}

const excerptCharacters = 600
/** What is shown of the text before the first change. */
const contextCharacters = 120

function rejectedSample({ id, source, text }: Document, { reason, value, detail }: Rejection): RejectedSample {
  return {
    ...{ id, source, reason },
    ...(value !== undefined && Number.isFinite(value) ? { value } : {}),
    ...(detail === undefined ? {} : { detail }),
    text: excerpt(text, 0),
  }
}

function changedSample(before: Document, after: Document): ChangedSample {
  let same = 0
  while (same < before.text.length && before.text[same] === after.text[same]) same++
  const start = Math.max(0, same - contextCharacters)
  return {
    ...{ id: before.id, source: before.source },
    before: excerpt(before.text, start),
    after: excerpt(after.text, start),
  }
}

/** A part of a text, without half characters at its ends. */
export function excerpt(text: string, start: number): string {
  const part = text.slice(start, start + excerptCharacters)
  return part.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '')
}
