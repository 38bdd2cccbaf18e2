import { access } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import {
  binStart,
  type Clusters,
  type DataManifest,
  type FilterCounts,
  type FilterObservations,
  type Lengths,
  readManifest,
  readObservations,
} from '../../data/index.ts'

/** What came of the documents at one filter. */
export interface InspectedFilter extends Omit<FilterCounts, 'reasons'> {
  /** Documents rejected, per reason, the most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[]
  readonly samples: Pick<FilterObservations, 'rejected' | 'changed'>
  /** Of filters that look for documents which repeat others. */
  readonly clusters?: Clusters
}

/** Documents whose texts have from `from` to before `to` characters. */
export interface LengthBin {
  readonly from: number
  readonly to: number
  readonly documents: number
}

export interface InspectedTexts {
  readonly documents: number
  readonly textBytes: number
  readonly lengths: readonly LengthBin[]
}

/** What the cleaning of a data folder did: all that the page shows, and what `--json` prints. */
export interface Inspection {
  readonly name: string
  readonly folder: string
  readonly collected: InspectedTexts
  readonly kept: InspectedTexts
  readonly train: number
  readonly validation: number
  readonly filters: readonly InspectedFilter[]
  readonly languages: DataManifest['languages']
  readonly sources: DataManifest['sources']
  readonly skipped: DataManifest['skipped']
}

/**
 * Reads what was noted when a data folder was made.
 *
 * @param folder  a data folder, or a run folder with one in `data/`
 * @throws InstarError when it is neither.
 */
export async function inspectData(folder: string): Promise<Inspection> {
  const inside = join(folder, 'data')
  const path = (await exists(join(inside, 'manifest.json'))) ? inside : folder
  const manifest = await readManifest(path)
  const { collected, kept, filters } = await readObservations(path)
  return {
    name: basename(resolve(folder)),
    folder: path,
    collected: textsOf(collected),
    kept: textsOf(kept),
    train: manifest.train.documents,
    validation: manifest.validation.documents,
    filters: manifest.filters.map(({ reasons, ...counts }) => {
      const seen = filters.find(({ name }) => name === counts.name)
      return {
        ...counts,
        reasons: Object.entries(reasons)
          .map(([reason, count]) => ({ reason, count }))
          .sort((a, b) => b.count - a.count),
        samples: { rejected: seen?.rejected ?? [], changed: seen?.changed ?? [] },
        ...(seen?.clusters ? { clusters: seen.clusters } : {}),
      }
    }),
    languages: manifest.languages,
    sources: manifest.sources,
    skipped: manifest.skipped,
  }
}

function textsOf({ histogram, ...texts }: Lengths): InspectedTexts {
  return {
    ...texts,
    lengths: histogram
      .map((documents, bin) => ({ from: Math.ceil(binStart(bin)), to: Math.ceil(binStart(bin + 1)), documents }))
      .filter(({ documents }) => documents > 0),
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
