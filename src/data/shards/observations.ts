import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { InstarError, msg } from '../../errors/index.ts'

const natural = z.int().min(0)

const lengths = z.object({
  documents: natural,
  /** UTF-8 bytes of the texts. */
  textBytes: natural,
  /** How many documents have so many characters: bin `i` holds those from `10 ** (i / 5)` on. */
  histogram: z.array(natural),
})

const rejected = z.object({
  id: z.string(),
  source: z.string(),
  reason: z.string(),
  value: z.number().optional(),
  detail: z.string().optional(),
  /** The beginning of the text, as the filter saw it. */
  text: z.string(),
})

const changed = z.object({
  id: z.string(),
  source: z.string(),
  /** From a little before the first change on. */
  before: z.string(),
  after: z.string(),
})

const clusters = z.object({
  /** How many clusters have so many documents. */
  sizes: z.record(z.string(), natural),
  /** The largest ones, with some of their documents; the first document is the one that stays. */
  largest: z.array(z.object({ size: natural, documents: z.array(z.object({ id: z.string(), text: z.string() })) })),
})

const observations = z.object({
  format: z.literal(1),
  collected: lengths,
  kept: lengths,
  filters: z.array(
    z.object({
      name: z.string(),
      rejected: z.array(rejected),
      changed: z.array(changed),
      clusters: clusters.optional(),
    }),
  ),
})

/** What was seen while documents were cleaned, for people to look at: `observations.json` of a data folder. */
export type Observations = z.infer<typeof observations>
export type FilterObservations = Observations['filters'][number]
export type RejectedSample = z.infer<typeof rejected>
export type ChangedSample = z.infer<typeof changed>
export type Clusters = z.infer<typeof clusters>
export type Lengths = z.infer<typeof lengths>

export const observationsFile = 'observations.json'
const binsPerDecade = 5

/** The smallest number of characters in a bin of {@link Lengths}. */
export function binStart(bin: number): number {
  return 10 ** (bin / binsPerDecade)
}

export function noLengths(): Lengths {
  return { documents: 0, textBytes: 0, histogram: [] }
}

/** Counts one text. */
export function addLength(lengths: Lengths, characters: number, textBytes: number): void {
  const bin = characters < 1 ? 0 : Math.floor(Math.log10(characters) * binsPerDecade + 1e-9)
  while (lengths.histogram.length <= bin) lengths.histogram.push(0)
  lengths.histogram[bin]!++
  lengths.documents++
  lengths.textBytes += textBytes
}

export function sumLengths(all: readonly Lengths[]): Lengths {
  const bins = Math.max(0, ...all.map(({ histogram }) => histogram.length))
  const sum = (of: (lengths: Lengths) => number) => all.reduce((total, lengths) => total + of(lengths), 0)
  return {
    documents: sum(({ documents }) => documents),
    textBytes: sum(({ textBytes }) => textBytes),
    histogram: Array.from({ length: bins }, (_, bin) => sum(({ histogram }) => histogram[bin] ?? 0)),
  }
}

/**
 * Reads `observations.json` of a data folder.
 *
 * @throws InstarError when there is none, or it is not of this format.
 */
export async function readObservations(folder: string): Promise<Observations> {
  const path = join(folder, observationsFile)
  try {
    return observations.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    const found = missing ? msg`there is none: the folder was made by an older version` : msg`it is damaged`
    throw new InstarError(msg`Expected what was observed in cleaning at ${path}, but ${found}`, { cause })
  }
}
