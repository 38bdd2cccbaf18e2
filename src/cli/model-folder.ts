import { access } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { InstarError, usageError } from '../errors/index.ts'
import type { ChatModel } from '../generate/index.ts'
import type { Run } from '../runs/index.ts'
import type { DeviceKind } from '../runtime/index.ts'
import type { Messages } from './messages/english.ts'

/** Where the model is that `RUN` means on a command line. */
export interface ModelFolder {
  /** A folder in Hugging Face's layout. */
  readonly folder: string
  /** The run folder that it belongs to, if it belongs to one. */
  readonly runFolder?: string
}

/**
 * The model that `RUN` means: of a run folder its last finished training stage; a stage's folder; a Hugging Face folder.
 *
 * @throws InstarError (usage) when there is none of these; InstarError when nothing is trained yet.
 */
export async function findModel(path: string, text: Messages): Promise<ModelFolder> {
  const { errors } = text
  if (await exists(join(path, 'config.json'))) {
    const parent = dirname(resolve(path))
    return (await exists(join(parent, 'run.db'))) ? { folder: path, runFolder: shown(parent) } : { folder: path }
  }
  if (await exists(join(path, 'run.db'))) {
    using run = await openRunFolder(path)
    const stage = lastTrained(run)
    if (!stage) throw new InstarError(errors.noModelYet(path, raiseCommand(run)))
    return { folder: join(path, stage), runFolder: path }
  }
  const parent = dirname(resolve(path))
  if (await exists(join(parent, 'run.db'))) {
    using run = await openRunFolder(parent)
    const stage = Object.hasOwn(run.recipe.stages, basename(path)) ? run.recipe.stages[basename(path)] : undefined
    if (stage && stage.kind !== 'pretrain' && stage.kind !== 'sft') throw usageError(errors.stageNoModel(path))
    if (stage) throw new InstarError(errors.stageUnfinished(path, raiseCommand(run)))
  }
  throw usageError((await exists(path)) ? errors.notAModel(path, 'config.json') : errors.noRun(path))
}

/** The name of the last training stage that is done. */
export function lastTrained(run: Run): string | undefined {
  return run.stages().findLast(({ kind, status }) => status === 'done' && (kind === 'pretrain' || kind === 'sft'))?.name
}

async function openRunFolder(folder: string): Promise<Run> {
  const { openRun } = await import('../runs/index.ts')
  return openRun(folder)
}

/** The command that goes on with a run. */
function raiseCommand(run: Pick<Run, 'folder' | 'recipe'>): string {
  const { name } = run.recipe
  const isDefault = resolve(run.folder) === resolve('runs', name)
  return `npx instar raise ${name}${isDefault ? '' : ` --out ${shown(run.folder)}`}`
}

/** A path as a person would type it here. */
export function shown(path: string): string {
  const short = relative('', path)
  return short === '' ? '.' : short.startsWith('..') ? path : short
}

/** Opens a model and an engine for it, does some work with it, and closes both, also when the work fails. */
export async function withModel<T>(
  folder: string,
  { threads, device: kind }: { readonly threads?: number; readonly device?: DeviceKind },
  work: (model: ChatModel) => Promise<T>,
): Promise<T> {
  const [{ openDevice }, { openModel }] = await Promise.all([
    import('../runtime/index.ts'),
    import('../generate/index.ts'),
  ])
  await using device = await openDevice({ ...(threads && { threads }), ...(kind && { device: kind }) })
  await using model = await openModel(folder, { device })
  return await work(model)
}

export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
