import { type Command, Option } from 'commander'
import { usageError } from '../../errors/index.ts'
import { type Recipe, type RecipeField, type StageKind, stageFields } from '../../runs/index.ts'
import type { DeviceKind } from '../../runtime/index.ts'
import type { Context } from '../context.ts'
import { printFinished } from '../finished.ts'
import type { Messages } from '../messages/english.ts'
import { deviceOption, setOption } from '../options.ts'
import type { AddCommand, Setup } from '../program.ts'
import { namedRecipe } from '../recipe-file.ts'
import { runStages } from '../run-stages.ts'

interface TrainFlags extends Readonly<Record<string, unknown>> {
  readonly out?: string
  readonly set?: readonly string[]
  readonly stage?: string
  readonly device?: DeviceKind
}

type TrainingKind = 'pretrain' | 'sft'

export const addTrain: AddCommand = (parent, setup) => {
  const { help } = setup.text
  const train = parent.command('train').description(help.commands.train)
  for (const kind of ['pretrain', 'sft'] as const) addKind(train, kind, setup)
}

function addKind(train: Command, kind: TrainingKind, { text, language, contextOf }: Setup): void {
  const { help } = text
  const command = train
    .command(kind)
    .description(help.commands[kind])
    .argument('<RECIPE|RUN>', help.arguments.recipeOrRun)
    .option('--out <folder>', `${help.flags.out} (${help.default(help.flags.outDefault)})`)
    .option('--stage <name>', help.options.stage)
    .addOption(setOption(text))
    .addOption(deviceOption(text))
    .action((named: string, flags: TrainFlags, command: Command) => trainStage(contextOf(command), kind, named, flags))
  for (const field of keys(kind))
    command.addOption(keyOption(field, language === 'zh' ? field.chinese : field.description, help))
}

/** The keys of a stage that have a value of their own. */
function keys(kind: StageKind): RecipeField[] {
  return stageFields(kind).filter(({ type }) => type !== 'object')
}

/** A flag for a key of the recipe, under the name that it has there: `--optimizer.learningRate`. */
function keyOption(field: RecipeField, description: string, help: Messages['help']): Option {
  const option = new Option(`--${field.path} <${field.type.replaceAll(' | ', '|').replaceAll(' ', '-')}>`, description)
  const { default: value } = field
  const known = value === undefined || (Array.isArray(value) && value.length === 0) ? undefined : value
  if (known !== undefined)
    option.description += ` (${help.default(typeof known === 'object' ? JSON.stringify(known) : String(known))})`
  return option
}

async function trainStage(context: Context, kind: TrainingKind, named: string, flags: TrainFlags): Promise<void> {
  const { text } = context
  const plain = await namedRecipe(named, flags.set ?? [], text)
  const stage = stageOf(plain.recipe, kind, flags.stage, text)
  const written = keys(kind).flatMap(({ path }) =>
    flags[path] === undefined ? [] : [`${stage}.${path}=${flags[path]}`],
  )
  const { recipe, recipeFolder, runFolder } = await namedRecipe(named, [...(flags.set ?? []), ...written], text)
  const stages = withNeeded(recipe, stage)
  using run = await runStages(context, {
    recipe,
    recipeFolder,
    folder: flags.out ?? runFolder,
    stages,
    device: flags.device,
  })
  await printFinished(context, run)
}

function stageOf(recipe: Recipe, kind: StageKind, named: string | undefined, { errors }: Messages): string {
  const names = Object.keys(recipe.stages).filter(name => recipe.stages[name]!.kind === kind)
  if (named !== undefined && names.includes(named)) return named
  if (names.length === 0) throw usageError(errors.noStageOfKind(recipe.name, kind))
  if (names.length > 1 || named !== undefined) throw usageError(errors.severalStages(kind, names.join(', ')))
  return names[0]!
}

/** A stage and all that its work is made from, in the order of the recipe. */
function withNeeded(recipe: Recipe, name: string): string[] {
  const needed = new Set<string>()
  const add = (stageName: string) => {
    if (needed.has(stageName)) return
    needed.add(stageName)
    const stage = recipe.stages[stageName]!
    if (stage.kind === 'tokenizer') stage.from.forEach(add)
    if (stage.kind === 'pretrain' || stage.kind === 'sft') [stage.data, stage.tokenizer].forEach(add)
    if (stage.kind === 'sft') [stage.from, ...(stage.replay ? [stage.replay.stage] : [])].forEach(add)
  }
  add(name)
  return Object.keys(recipe.stages).filter(stage => needed.has(stage))
}
