import { resolve } from 'node:path'
import { msg, usageError } from '../../errors/index.ts'
import type { FilterKind, FilterSettings, StageOf } from '../../runs/index.ts'
import { loadClassifier } from '../classifier/index.ts'
import { decontaminationFilter } from '../dedup/index.ts'
import { loadBadWords } from './bad-words.ts'
import { boilerplateFilter } from './boilerplate.ts'
import { c4Filter } from './c4.ts'
import { duplicatesFilter } from './duplicates.ts'
import type { Filter } from './filter.ts'
import { finewebFilter } from './fineweb.ts'
import { gopherFilter } from './gopher.ts'
import { harmfulFilter } from './harmful.ts'
import { loadHarmfulWords } from './harmful-words.ts'
import { languageFilter } from './language.ts'
import { normaliseFilter } from './normalise.ts'
import { personalDataFilter } from './personal-data.ts'
import { qualityFilter } from './quality.ts'
import { repetitionFilter } from './repetition.ts'
import { readBlocklist, urlFilter } from './url.ts'

/** What filters take from the stage that they stand in. */
export type FilterContext = Pick<StageOf<'documents'>, 'languages' | 'minimumWords'> & {
  /** Files in the settings of a filter are relative to this folder: that of the recipe. */
  readonly baseFolder: string
}

/** Kinds that must see all documents before they can say anything about one: `src/data/clean` carries them out. */
const collective = ['duplicate-lines', 'near-duplicates'] as const
export type CollectiveKind = (typeof collective)[number]

type Maker<K extends FilterKind> = (
  settings: Extract<FilterSettings, { kind: K }>,
  context: FilterContext,
) => Filter | Promise<Filter>

const makers: { readonly [K in Exclude<FilterKind, CollectiveKind>]: Maker<K> } = {
  normalise: () => normaliseFilter(),
  language: ({ keep, threshold }, { languages }) => languageFilter({ keep: keep ?? languages, threshold }),
  gopher: (settings, { minimumWords }) => gopherFilter({ minimumWords: settings.minimumWords ?? minimumWords }),
  repetition: () => repetitionFilter(),
  c4: async ({ minimumSentences, minimumLineWords, badWords }) =>
    c4Filter({
      minimumSentences,
      minimumLineWords,
      ...(badWords.length > 0 ? { badWords: await loadBadWords(badWords) } : {}),
    }),
  fineweb: () => finewebFilter(),
  boilerplate: () => boilerplateFilter(),
  quality: async ({ classifier, threshold }, { baseFolder }) =>
    qualityFilter({ classifier: await loadClassifier(resolve(baseFolder, classifier)), threshold }),
  harmful: async ({ classifier, words, threshold }, { baseFolder }) =>
    harmfulFilter({
      words: await loadHarmfulWords(words),
      ...(classifier ? { classifier: await loadClassifier(resolve(baseFolder, classifier)) } : {}),
      threshold,
    }),
  pii: ({ kinds, action }) => personalDataFilter({ ...(kinds ? { kinds } : {}), action }),
  url: async ({ blocklist, words }, { baseFolder }) =>
    urlFilter({ ...(blocklist ? { blocklist: await readBlocklist(resolve(baseFolder, blocklist)) } : {}), words }),
  decontamination: ({ questions, words, characters }, { baseFolder }) =>
    decontaminationFilter({ questions: questions.map(path => resolve(baseFolder, path)), words, characters }),
  duplicates: () => duplicatesFilter(),
}

/**
 * New filters as a documents stage lists them, in its order.
 *
 * @throws InstarError (usage) for one that needs all documents at once.
 */
export function createFilters(filters: readonly FilterSettings[], context: FilterContext): Promise<Filter[]> {
  return Promise.all(filters.map(async settings => create(settings, context)))
}

function create<K extends FilterKind>(
  settings: Extract<FilterSettings, { kind: K }>,
  context: FilterContext,
): Filter | Promise<Filter> {
  if (isCollective(settings.kind))
    throw usageError(
      msg`Expected filters that work document by document, but found ${settings.kind}: use cleanDocuments`,
    )
  const maker = makers[settings.kind as keyof typeof makers] as unknown as Maker<K>
  return maker(settings, context)
}

/** Whether a filter must see all documents before it can say anything about one. */
export function isCollective(kind: FilterKind): kind is CollectiveKind {
  return (collective as readonly FilterKind[]).includes(kind)
}
