import { join } from 'node:path'
import type { Command } from 'commander'
import { writeWhole } from '../../files/index.ts'
import type { Context } from '../context.ts'
import { shown } from '../model-folder.ts'
import type { AddCommand } from '../program.ts'

export const addInspect: AddCommand = (parent, { text, contextOf }) => {
  const { commands, arguments: names } = text.help
  parent
    .command('inspect')
    .description(commands.dataInspect)
    .argument('<FOLDER>', names.dataFolder)
    .action((folder: string, _: object, command: Command) => inspect(contextOf(command), folder))
}

/** Writes the page into the data folder and says where it is; with `--json`, prints the facts instead. */
async function inspect(context: Context, folder: string): Promise<void> {
  const { inspectData, inspectionHtml } = await import('../../report/index.ts')
  const inspection = await inspectData(folder)
  if (context.json) return context.print(JSON.stringify(inspection))
  const path = join(inspection.folder, 'inspection.html')
  await writeWhole(path, inspectionHtml(inspection))
  context.print(shown(path))
}
