import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Command } from 'commander'
import { usageError } from '../../errors/index.ts'
import type { Context } from '../context.ts'
import { findModel } from '../model-folder.ts'
import type { AddCommand } from '../program.ts'

export const addExport: AddCommand = (parent, { text, contextOf }) => {
  parent
    .command('export')
    .description(text.help.commands.export)
    .argument('<RUN>', text.help.arguments.run)
    .requiredOption('--to <folder>', text.help.options.to)
    .action((run: string, { to }: { to: string }, command: Command) => exportModel(contextOf(command), run, to))
}

/** The files of a model folder that others read. */
const exported =
  /^(config|generation_config|tokenizer|tokenizer_config|special_tokens_map)\.json$|^chat_template\.jinja$|^model.*\.safetensors(\.index\.json)?$/

/** Opens the model once, so that a damaged one is not passed on, and copies its files. */
async function exportModel(context: Context, run: string, to: string): Promise<void> {
  const { text } = context
  const { folder } = await findModel(run, text)
  const there = await readdir(to).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (there.length > 0) throw usageError(text.errors.notEmpty(to))
  const [{ loadModel }, { loadTokenizer }] = await Promise.all([
    import('../../checkpoints/index.ts'),
    import('../../tokenizers/index.ts'),
  ])
  await loadModel(folder)
  await loadTokenizer(folder)

  const files = (await readdir(folder)).filter(name => exported.test(name))
  const partial = join(dirname(to), `.${basename(to)}.${process.pid}.tmp`)
  try {
    await mkdir(partial, { recursive: true })
    for (const name of files) await copyFile(join(folder, name), join(partial, name))
    await rename(partial, to) // onto an empty folder too: whole, or not at all
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    throw error
  }
  if (context.json) context.print(JSON.stringify({ model: folder, folder: to, files }))
  else context.print(text.export.written(folder, to))
  context.note(text.export.opens(to))
}
