import type { RaiseOptions } from '../pipeline/index.ts'
import { createRun, type Recipe, type Run } from '../runs/index.ts'
import type { DeviceKind } from '../runtime/index.ts'
import { againCommand } from './again.ts'
import type { Context } from './context.ts'
import { Interrupted } from './errors.ts'
import { interruptible } from './interrupt.ts'
import { shown } from './model-folder.ts'
import { rememberOrigin } from './recipe-file.ts'
import { openView } from './view/index.ts'

/**
 * Runs the stages of a recipe that are not done yet, in view of the user. No engine starts when all are.
 *
 * @param options.stages only these; all unless given
 * @returns the run, open: close it
 * @throws Interrupted after Ctrl-C, when all is saved and the way to go on is said.
 */
export async function runStages(
  context: Context,
  options: {
    recipe: Recipe
    recipeFolder: string
    folder: string
    stages?: readonly string[]
    device?: DeviceKind | undefined
  },
): Promise<Run> {
  const { recipe, recipeFolder, folder, device } = options
  const { engineVersion } = await import('../runtime/index.ts')
  const run = await createRun(folder, recipe, { versions: { onnxruntime: engineVersion() } })
  try {
    rememberOrigin(run, recipeFolder)
    const chosen = run.stages().filter(({ name }) => options.stages?.includes(name) ?? true)
    if (chosen.some(({ status }) => status !== 'done'))
      await runVisibly(context, run, { recipeFolder, ...(device && { device }) }, chosen)
    return run
  } catch (error) {
    run.close()
    throw error
  }
}

async function runVisibly(
  context: Context,
  run: Run,
  where: Pick<RaiseOptions, 'recipeFolder' | 'device'>,
  stages: ReturnType<Run['stages']>,
): Promise<void> {
  const { text } = context
  const { raise } = await import('../pipeline/index.ts')
  const view = openView(context, { title: text.view.title(run.recipe.name, shown(run.folder)), stages })
  try {
    await interruptible(
      context,
      signal =>
        raise(run, {
          ...where,
          signal,
          stages: stages.map(({ name }) => name),
          onProgress: progress => {
            view.update(progress)
            if (progress.type === 'resumed') view.recall(run.metrics(progress.stage, 'loss'))
          },
        }),
      () => view.notice(text.interrupted.saving),
    )
  } catch (error) {
    view.close()
    if (error instanceof Interrupted) context.stderr.write(`${text.interrupted.resume(againCommand(context))}\n`)
    throw error
  }
  view.close()
}
