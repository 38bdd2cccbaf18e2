import { access, mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { InstarError, msg, type Phrase, usageError } from '../../errors/index.ts'
import { writeWhole } from '../../files/index.ts'
import { parseRecipe } from '../recipe/parse.ts'
import type { Recipe } from '../recipe/schema.ts'
import { changedKeys } from './compare.ts'
import { tryLock } from './lock.ts'
import { type OpenRun, type Run, runOver } from './record.ts'
import { openStore, type Store } from './store.ts'

const recipeFile = 'recipe.yaml'

/**
 * Creates a run folder, or goes on with the one that is there.
 *
 * @param options.versions  written into recipe.yaml beside those of Instar and Node
 * @throws InstarError when the folder holds something else, another process writes in it, it has a newer format, or the
 *   recipe differs in keys of stages that have begun. The folder is then left as it was.
 */
export async function createRun(
  folder: string,
  { run: _, ...recipe }: Recipe,
  options: { versions?: Readonly<Record<string, string>> } = {},
): Promise<Run> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [] as string[]
    throw new InstarError(msg`Could not open the run folder ${folder}: ${error}`, { cause: error })
  })
  const strange = !names.includes('run.db') && names.find(name => name !== 'run.lock' && !name.startsWith('.'))
  if (strange) throw usageError(msg`Expected ${folder} to be a run folder or empty, but it holds ${strange}`)
  await mkdir(folder, { recursive: true }).catch((cause: Error) => {
    throw new InstarError(msg`Could not create the run folder ${folder}: ${cause}`, { cause })
  })
  const run = await open(folder, recipe, { write: true })
  try {
    const before = await storedRecipe(folder)
    const started = new Set(run.stages().flatMap(stage => (stage.status === 'pending' ? [] : [stage.name])))
    const changed = before ? changedKeys(before, recipe, started) : []
    if (changed.length > 0)
      throw usageError(
        msg`${folder} was begun with another recipe: ${changed.join(', ')} changed.
          Set them back, or choose another folder with --out`,
      )
    if (!before || JSON.stringify(before) !== JSON.stringify(recipe))
      await writeWhole(join(folder, recipeFile), await writtenRecipe(recipe, options.versions ?? {}))
    run.replaceStages(recipe, started) // also when the recipe is the same: the last attempt may have died right here
    return run
  } catch (error) {
    run.close()
    throw error
  }
}

/**
 * Opens a run folder that exists; to read it (also while another process writes) unless `write` is asked for.
 *
 * @throws InstarError when there is no run, it has a newer format, or (to write) another process writes in it.
 */
export async function openRun(folder: string, options: { write?: boolean } = {}): Promise<Run> {
  const database = join(folder, 'run.db')
  const isThere = await access(database).then(
    () => true,
    () => false,
  )
  // The format comes first: a newer Instar's recipe may have keys that this one would call wrong.
  if (isThere) openStore(database, { readOnly: true }).close()
  const recipe = await storedRecipe(folder)
  if (!recipe) throw usageError(msg`Expected a run folder at ${folder}, but it has no ${recipeFile}`)
  return open(folder, recipe, { write: options.write ?? false })
}

async function open(folder: string, recipe: Recipe, { write }: { write: boolean }): Promise<OpenRun> {
  const lock = write ? tryLock(join(folder, 'run.lock')) : undefined
  if (write && !lock) throw new InstarError(msg`${folder} is in use by ${await holder(folder)}. Wait, or stop it first`)
  let store: Store
  try {
    store = openStore(join(folder, 'run.db'), { readOnly: !write })
  } catch (error) {
    lock?.release()
    throw error
  }
  const run = runOver(store, folder, recipe, () => lock?.release())
  try {
    if (write) run.recordEvent('opened', { pid: process.pid })
  } catch (error) {
    run.close()
    throw error
  }
  return run
}

/** Who holds the lock, as far as the run's own events tell. */
async function holder(folder: string): Promise<Phrase> {
  const store = await access(join(folder, 'run.db')).then(
    () => openStore(join(folder, 'run.db'), { readOnly: true }),
    () => undefined,
  )
  const row = store?.rows("SELECT time, data FROM events WHERE kind = 'opened' ORDER BY id DESC LIMIT 1")[0]
  store?.close()
  return row ? msg`process ${JSON.parse(String(row.data)).pid} since ${row.time}` : msg`another process`
}

async function storedRecipe(folder: string): Promise<Recipe | undefined> {
  const path = join(folder, recipeFile)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw new InstarError(msg`Could not read ${path}: ${error}`, { cause: error })
  })
  if (text === undefined) return undefined
  const { run: _, ...recipe } = parseRecipe(text, path)
  return recipe
}

async function writtenRecipe(recipe: Recipe, versions: Readonly<Record<string, string>>): Promise<string> {
  const manifest = JSON.parse(await readFile(join(import.meta.dirname, '../../../package.json'), 'utf8'))
  const run = { instar: manifest.version, node: process.versions.node, ...versions, created: new Date().toISOString() }
  const comment = '# The recipe of this run with every default written out. `instar raise` reads it as it is.\n'
  return comment + stringify({ ...recipe, run }, { lineWidth: 120 })
}
