import type { StageOf } from '../../runs/index.ts'
import { c4Filter } from './c4.ts'
import { duplicatesFilter } from './duplicates.ts'
import type { Filter } from './filter.ts'
import { gopherFilter } from './gopher.ts'
import { languageFilter } from './language.ts'
import { normaliseFilter } from './normalise.ts'
import { repetitionFilter } from './repetition.ts'

type Settings = Pick<StageOf<'documents'>, 'filters' | 'languages' | 'minimumWords'>

const makers: { readonly [Name in Settings['filters'][number]]: (settings: Settings) => Filter | Promise<Filter> } = {
  normalise: () => normaliseFilter(),
  language: ({ languages }) => languageFilter(languages),
  gopher: ({ minimumWords }) => gopherFilter({ minimumWords }),
  repetition: () => repetitionFilter(),
  c4: () => c4Filter(),
  duplicates: () => duplicatesFilter(),
}

/** New filters as a documents stage names them, in its order. */
export function createFilters(settings: Settings): Promise<Filter[]> {
  return Promise.all(settings.filters.map(async name => makers[name](settings)))
}
