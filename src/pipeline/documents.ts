import { join, resolve } from 'node:path'
import {
  buildDocuments,
  cleanDocuments,
  createFilters,
  type DataManifest,
  type Document,
  factDocuments,
  isCollective,
  openSource,
  openSynthesis,
} from '../data/index.ts'
import { InstarError, msg } from '../errors/index.ts'
import type { StageContext, StageRunner } from './stage.ts'

/** Collects and cleans documents, splits them and writes Parquet shards. */
export const collectDocuments: StageRunner<'documents'> = async context => {
  const { stage, folder } = context
  const isShared = stage.filters.some(({ kind }) => isCollective(kind))
  const manifest = await (isShared ? cleanInThreads(context) : cleanInOneStream(context))
  const seen = Object.values(manifest.sources).reduce((sum, source) => sum + source.documents, 0)
  const { train, validation } = manifest
  if (train.documents === 0) {
    const rejected = manifest.filters
      .filter(filter => filter.rejected > 0)
      .map(({ name, rejected }) => `${name} ${rejected}`)
    throw new InstarError(
      msg`Expected documents to train on, but of ${seen} collected none was left:
        rejected by ${rejected.join(', ') || msg`no filter`}, set apart for validation ${validation.documents}.
        What was rejected, and why, is in ${join(folder, 'rejects')}`,
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

/** Quick for what fits into one stream: no threads to start, nothing written in between. */
async function cleanInOneStream(context: StageContext<'documents'>): Promise<DataManifest> {
  const { stage, folder, signal, work, recipeFolder } = context
  return buildDocuments({
    documents: documents(context),
    filters: await createFilters(stage.filters, { ...stage, baseFolder: recipeFolder }),
    folder,
    validationShare: stage.validationShare,
    shardDocuments: stage.shardDocuments,
    ...(signal ? { signal } : {}),
    onProgress: ({ seen }) => work('clean', seen),
  })
}

function cleanInThreads({ stage, folder, signal, work, recipeFolder, seed }: StageContext<'documents'>) {
  const { kind: _, synthesis, ...settings } = stage
  return cleanDocuments({
    ...settings,
    ...(synthesis === undefined ? {} : { synthesis: { path: resolve(recipeFolder, synthesis), seed } }),
    baseFolder: recipeFolder,
    folder,
    ...(signal ? { signal } : {}),
    onProgress: ({ documents }) => work('clean', documents),
  })
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
