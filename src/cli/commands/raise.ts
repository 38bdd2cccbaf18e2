import type { Command } from 'commander'
import type { DeviceKind } from '../../runtime/index.ts'
import type { Context } from '../context.ts'
import { printFinished } from '../finished.ts'
import { deviceOption, setOption } from '../options.ts'
import type { AddCommand } from '../program.ts'
import { namedRecipe } from '../recipe-file.ts'
import { runStages } from '../run-stages.ts'

interface RaiseFlags {
  readonly out?: string
  readonly set?: readonly string[]
  readonly device?: DeviceKind
}

export const addRaise: AddCommand = (parent, { text, contextOf }) => {
  const { help } = text
  parent
    .command('raise')
    .description(help.commands.raise)
    .argument('<RECIPE>', help.arguments.recipe)
    .option('--out <folder>', `${help.flags.out} (${help.default(help.flags.outDefault)})`)
    .addOption(setOption(text))
    .addOption(deviceOption(text))
    .action((recipe: string, flags: RaiseFlags, command: Command) => raiseRecipe(contextOf(command), recipe, flags))
}

async function raiseRecipe(context: Context, named: string, flags: RaiseFlags): Promise<void> {
  const { recipe, recipeFolder, runFolder } = await namedRecipe(named, flags.set ?? [], context.text)
  using run = await runStages(context, {
    recipe,
    recipeFolder,
    folder: flags.out ?? runFolder,
    device: flags.device,
  })
  await printFinished(context, run)
}
