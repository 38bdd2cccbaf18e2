import { join, resolve } from 'node:path'
import {
  buildDocuments,
  createFilters,
  type Document,
  factDocuments,
  openSource,
  openSynthesis,
} from '../data/index.ts'
import { InstarError } from '../errors/index.ts'
import type { StageContext, StageRunner } from './stage.ts'

/** Collects and cleans documents, splits them and writes Parquet shards. */
export const collectDocuments: StageRunner<'documents'> = async context => {
  const { stage, folder, signal, work } = context
  const manifest = await buildDocuments({
    documents: documents(context),
    filters: await createFilters(stage.filters, { ...stage, baseFolder: context.recipeFolder }),
    folder,
    validationShare: stage.validationShare,
    shardDocuments: stage.shardDocuments,
    ...(signal ? { signal } : {}),
    onProgress: ({ seen }) => work('clean', seen),
  })
  const seen = Object.values(manifest.sources).reduce((sum, source) => sum + source.documents, 0)
  const { train, validation } = manifest
  if (train.documents === 0) {
    const rejected = manifest.filters
      .filter(filter => filter.rejected > 0)
      .map(({ name, rejected }) => `${name} ${rejected}`)
    throw new InstarError(
      `Expected documents to train on, but of ${seen} collected none was left: ` +
        `rejected by ${rejected.join(', ') || 'no filter'}, set apart for validation ${validation.documents}. ` +
        `What was rejected, and why, is in ${join(folder, 'rejects')}`,
    )
  }
  return {
    seen,
    train: train.documents,
    validation: validation.documents,
    characters: train.characters,
    rejected: Object.fromEntries(manifest.filters.map(({ name, rejected }) => [name, rejected])),
  }
}

async function* documents(context: StageContext<'documents'>): AsyncGenerator<Document> {
  const { stage, recipeFolder, seed, signal } = context
  const abortable = signal ? { signal } : {}
  for (const source of stage.sources) yield* openSource(source, { baseFolder: recipeFolder, ...abortable })
  if (stage.synthesis !== undefined) {
    const synthesis = await openSynthesis(resolve(recipeFolder, stage.synthesis), abortable)
    yield* factDocuments(synthesis, { seed, languages: stage.languages })
  }
}
