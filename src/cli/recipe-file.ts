import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { usageError } from '../errors/index.ts'
import type { Recipe, Run } from '../runs/index.ts'
import type { Messages } from './messages/english.ts'
import { exists } from './model-folder.ts'

/** A recipe as named on a command line. */
export interface NamedRecipe {
  readonly recipe: Recipe
  /** Relative paths in the recipe start here. */
  readonly recipeFolder: string
  /** Where it runs, unless `--out` says otherwise. */
  readonly runFolder: string
}

const recipesOfPackage = join(import.meta.dirname, '../../recipes')
const recipeFile = 'recipe.yaml'

/** The event in which a run keeps where its recipe came from, relative to the run folder. */
const originEvent = 'recipe'

/**
 * The recipe of this name in the package, at this path (a file, or a folder with a recipe.yaml), or of this run.
 *
 * @param sets `stage.key=value`, as after `--set`
 * @throws InstarError (usage) when there is none, or for wrong keys.
 */
export async function namedRecipe(named: string, sets: readonly string[], text: Messages): Promise<NamedRecipe> {
  const { openRun, parseRecipe } = await import('../runs/index.ts')
  const read = async (path: string) => parseRecipe(await readFile(path, 'utf8'), path, sets)
  if (await exists(join(named, 'run.db'))) {
    using run = await openRun(named)
    return {
      recipe: await read(join(named, recipeFile)),
      recipeFolder: await recipeFolderOf(run, text),
      runFolder: named,
    }
  }
  const path = await recipePath(named, text)
  const recipe = await read(path)
  return { recipe, recipeFolder: dirname(path), runFolder: join('runs', recipe.name) }
}

/** Whether {@link namedRecipe} would find a recipe under this name. Data that lies there goes first. */
export async function isRecipe(named: string): Promise<boolean> {
  const found = await stat(named).catch(() => undefined)
  if (found?.isFile()) return /\.ya?ml$/.test(named)
  for (const path of found ? [join(named, recipeFile)] : [join(recipesOfPackage, named, recipeFile)])
    if (await exists(path)) return true
  return false
}

async function recipePath(named: string, text: Messages): Promise<string> {
  for (const path of [named, join(named, recipeFile), join(recipesOfPackage, named, recipeFile)])
    if ((await stat(path).catch(() => undefined))?.isFile()) return path
  const known = await readdir(recipesOfPackage).catch(() => [] as string[])
  throw usageError(text.errors.noRecipe(named, known.join(', ')))
}

/** Remembers in a run where its recipe lies, so that the run alone is enough to go on. */
export function rememberOrigin(run: Run, recipeFolder: string): void {
  const origin = relative(resolve(run.folder), resolve(recipeFolder))
  if (lastOrigin(run) !== origin) run.recordEvent(originEvent, { folder: origin })
}

/** The folder of the recipe that a run was raised from. @throws InstarError (usage) when it is gone. */
export async function recipeFolderOf(run: Run, text: Messages): Promise<string> {
  const origin = lastOrigin(run)
  const folder = origin === undefined ? join(recipesOfPackage, run.recipe.name) : resolve(run.folder, origin)
  if (!(await exists(folder))) throw usageError(text.errors.lostRecipe(run.folder))
  return folder
}

function lastOrigin(run: Run): string | undefined {
  const event = run.events().findLast(({ kind }) => kind === originEvent)
  return typeof event?.data.folder === 'string' ? event.data.folder : undefined
}
