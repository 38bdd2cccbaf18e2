import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { CleaningSettings, DataManifest, Task } from '../../data/index.ts'
import { foreign, InstarError, usageError } from '../../errors/index.ts'
import type { Recipe, StageOf } from '../../runs/index.ts'
import { againCommand } from '../again.ts'
import { cleaningLine } from '../cleaning-line.ts'
import { type Context, painter } from '../context.ts'
import { Interrupted } from '../errors.ts'
import { interruptible } from '../interrupt.ts'
import { shown } from '../model-folder.ts'
import { countFlag, setOption } from '../options.ts'
import type { AddCommand } from '../program.ts'
import { isRecipe, namedRecipe } from '../recipe-file.ts'
import { table } from '../table.ts'
import { translate } from '../translate.ts'

interface CleanFlags {
  readonly out: string
  readonly set?: readonly string[]
  readonly stage?: string
  readonly threads?: number
  readonly task?: string
  readonly lines?: boolean
}

/** `data clean` and `data dedup`, which is the same with other filters. */
export const addClean: AddCommand = (parent, { text, contextOf }) => {
  const { commands, options, arguments: names } = text.help
  const shared = (command: Command) =>
    command
      .requiredOption('--out <folder>', options.dataOut)
      .option('--threads <count>', options.cleaningThreads, countFlag(text))
      .option('--task <i/N>', options.cleaningTask)
  shared(parent.command('clean').description(commands.dataClean).argument('<RECIPE|SOURCE...>', names.recipeOrSources))
    .option('--stage <name>', options.stage)
    .addOption(setOption(text))
    .action(async (named: string[], flags: CleanFlags, command: Command) => {
      const context = contextOf(command)
      await clean(context, await settingsOf(named, flags, context), flags)
    })
  shared(parent.command('dedup').description(commands.dataDedup).argument('<SOURCE...>', names.sources))
    .option('--lines', options.lines)
    .action(async (sources: string[], flags: CleanFlags, command: Command) => {
      const filters = ['duplicates', ...(flags.lines ? ['duplicate-lines'] : []), 'near-duplicates']
      await clean(contextOf(command), await sourceSettings(sources, { filters, validationShare: 0 }, []), flags)
    })
}

/** What a recipe says, or what is usual for sources without one. */
async function settingsOf(named: readonly string[], flags: CleanFlags, context: Context): Promise<CleaningSettings> {
  const sets = flags.set ?? []
  const [only] = named
  if (named.length === 1 && only !== undefined && (await isRecipe(only))) {
    const { recipe, recipeFolder } = await namedRecipe(only, sets, context.text)
    return stageSettings(recipe, documentsStage(recipe, flags.stage, context), recipeFolder)
  }
  return sourceSettings(named, {}, sets)
}

/** The settings of a documents stage that nobody wrote: its defaults, and near-duplicates removed at the end. */
async function sourceSettings(
  uris: readonly string[],
  given: { readonly filters?: readonly string[]; readonly validationShare?: number },
  sets: readonly string[],
): Promise<CleaningSettings> {
  const { parseRecipe } = await import('../../runs/index.ts')
  const recipeOf = (stage: object) =>
    parseRecipe(
      JSON.stringify({
        name: 'data',
        stages: { data: { kind: 'documents', sources: uris.map(uri => ({ uri })), ...stage } },
      }),
      '--set',
      sets,
    )
  const plain = recipeOf(given)
  const usual = (plain.stages.data as StageOf<'documents'>).filters
  const isChosen = given.filters !== undefined || sets.some(set => /^(stages\.)?(data|documents)\.filters\b/.test(set))
  const recipe = isChosen ? plain : recipeOf({ ...given, filters: [...usual, 'near-duplicates'] })
  return stageSettings(recipe, 'data', resolve('.'))
}

function stageSettings(recipe: Recipe, name: string, baseFolder: string): CleaningSettings {
  const { kind: _, synthesis, ...stage } = recipe.stages[name] as StageOf<'documents'>
  const facts =
    synthesis === undefined ? {} : { synthesis: { path: resolve(baseFolder, synthesis), seed: recipe.seed } }
  return { ...stage, ...facts, baseFolder }
}

function documentsStage(recipe: Recipe, asked: string | undefined, { text }: Context): string {
  const names = Object.keys(recipe.stages).filter(name => recipe.stages[name]!.kind === 'documents')
  const [only] = names
  if (only === undefined) throw usageError(text.errors.noStageOfKind(recipe.name, 'documents'))
  if (asked === undefined && names.length > 1)
    throw usageError(text.errors.severalStages('documents', names.join(', ')))
  if (asked !== undefined && !names.includes(asked))
    throw usageError(text.errors.severalStages('documents', names.join(', ')))
  return asked ?? only
}

async function clean(context: Context, settings: CleaningSettings, flags: CleanFlags): Promise<void> {
  const { text } = context
  const { cleanDocuments, parseTask, taskFromEnvironment } = await import('../../data/index.ts')
  const task = flags.task === undefined ? taskFromEnvironment(context.env) : parseTask(flags.task)
  const line = cleaningLine(context)
  const manifest = await interruptible(
    context,
    signal =>
      cleanDocuments({
        ...settings,
        folder: flags.out,
        threads: flags.threads ?? threadsHere(task),
        ...(task ? { task } : {}),
        signal,
        onProgress: line.show,
      }),
    () => context.note(text.clean.stopping),
  )
    .catch(error => {
      if (error instanceof Interrupted) context.stderr.write(`${text.interrupted.resume(againCommand(context))}\n`)
      throw error
    })
    .finally(line.clear)
  const seen = Object.values(manifest.sources).reduce((sum, { documents }) => sum + documents, 0)
  if (seen === 0) throw new InstarError(text.errors.noDocuments(settings.sources.map(({ uri }) => uri).join(', ')))
  if (context.json) context.print(JSON.stringify({ folder: flags.out, seen, ...manifest }))
  else printFunnel(context, flags.out, seen, manifest)
}

/** As many as there are processors for this process, when others of the same work run on this machine. */
function threadsHere(task: Task | undefined): number {
  return Math.max(1, Math.floor(availableParallelism() / (task?.here ?? 1)))
}

function printFunnel(context: Context, folder: string, seen: number, manifest: DataManifest): void {
  const { text, numbers, print } = context
  const paint = painter(context.stdout, context.env)
  const { train, validation, filters, skipped } = manifest
  const kept = train.documents + validation.documents
  const rows = filters.map(({ name, seen, rejected, changed, rejectedBytes, cutBytes }) => [
    name,
    numbers.whole(seen),
    numbers.whole(rejected),
    numbers.whole(changed),
    numbers.bytes(rejectedBytes + cutBytes),
  ])
  const head = [text.clean.filter, text.clean.documents, text.clean.rejected, text.clean.changed, text.clean.removed]
  for (const line of table([head, ...rows], ['left', 'right', 'right', 'right', 'right'])) print(line)
  const missing = Object.entries(skipped).map(
    ([reason, count]) => `${translate(foreign(reason), context.language)} ${numbers.whole(count)}`,
  )
  if (missing.length > 0) print(text.clean.skipped(missing.join(' · ')))
  const share = numbers.percent(kept / seen)
  print(paint('bold', text.clean.kept(numbers.whole(kept), numbers.whole(seen), share, shown(folder))))
  print(text.clean.look(paint('cyan', `npx instar data inspect ${shown(folder)}`)))
}
