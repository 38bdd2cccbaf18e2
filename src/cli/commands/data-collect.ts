import type { Command } from 'commander'
import type { CollectManifest } from '../../data/index.ts'
import { foreign, InstarError } from '../../errors/index.ts'
import { againCommand } from '../again.ts'
import { collectingLine } from '../collecting-line.ts'
import { type Context, painter } from '../context.ts'
import { Interrupted } from '../errors.ts'
import { interruptible } from '../interrupt.ts'
import { shown } from '../model-folder.ts'
import { amountFlag, countFlag, repeated } from '../options.ts'
import type { AddCommand } from '../program.ts'
import { table } from '../table.ts'
import { translate } from '../translate.ts'

interface CollectFlags {
  readonly out: string
  readonly depth: number
  readonly pages: number
  readonly delay: number
  readonly allowPrivate?: boolean
  readonly text?: readonly string[]
}

export const addCollect: AddCommand = (parent, { text, contextOf }) => {
  const { commands, options, arguments: names } = text.help
  parent
    .command('collect')
    .description(commands.dataCollect)
    .argument('<SOURCE...>', names.collectSources)
    .requiredOption('--out <folder>', options.collectOut)
    .option('--depth <links>', options.crawlDepth, amountFlag(text), 3)
    .option('--pages <count>', options.crawlPages, countFlag(text), 1000)
    .option('--delay <seconds>', options.crawlDelay, amountFlag(text), 1)
    .option('--allow-private', options.allowPrivate)
    .option('--text <field>', options.textField, repeated)
    .action((sources: string[], flags: CollectFlags, command: Command) =>
      collectSources(contextOf(command), sources, flags),
    )
}

async function collectSources(context: Context, sources: readonly string[], flags: CollectFlags): Promise<void> {
  const { text } = context
  const { out, depth, pages, delay, allowPrivate = false } = flags
  const { collect } = await import('../../data/index.ts')
  const line = collectingLine(context)
  const manifest = await interruptible(
    context,
    signal =>
      collect({
        ...{ sources, folder: out, baseFolder: '.', signal, onProgress: line.show },
        ...(flags.text ? { text: flags.text } : {}),
        crawl: { depth, pages, delay: delay * 1000, allowPrivate },
      }),
    () => context.note(text.clean.stopping),
  )
    .catch(error => {
      if (error instanceof Interrupted) context.stderr.write(`${text.interrupted.resume(againCommand(context))}\n`)
      throw error
    })
    .finally(line.clear)
  const { key: _, ...result } = manifest
  if (context.json) context.print(JSON.stringify({ folder: out, ...result }))
  else printCollection(context, out, manifest)
  if (manifest.shards.length === 0) throw new InstarError(text.collect.nothing(sources.join(' ')))
}

function printCollection(context: Context, folder: string, { sources, crawl }: CollectManifest): void {
  const { text, numbers, print } = context
  const paint = painter(context.stdout, context.env)
  const words = text.collect
  if (crawl) print(words.crawled(numbers.whole(crawl.pages), numbers.bytes(crawl.bytes), numbers.whole(crawl.waiting)))
  const rows = sources.map(({ source, documents, characters }) => [
    source,
    numbers.whole(documents),
    numbers.whole(characters),
  ])
  for (const line of table([[words.source, words.documents, words.characters], ...rows], ['left', 'right', 'right']))
    print(line)
  const spoken = (reason: string) => translate(foreign(reason), context.language)
  const reasons = [
    ...Object.entries(crawl?.reasons ?? {}).map(([reason, count]) => [spoken(reason), numbers.whole(count), '']),
    ...sources.flatMap(({ skipped }) =>
      Object.entries(skipped).map(([reason, { count, first }]) => [
        spoken(reason),
        numbers.whole(count),
        words.first(first),
      ]),
    ),
  ]
  if (reasons.length > 0) {
    print('')
    for (const line of table([[words.skipped, words.count, ''], ...reasons], ['left', 'right', 'left'])) print(line)
  }
  const documents = sources.reduce((sum, source) => sum + source.documents, 0)
  print(paint('bold', words.written(numbers.whole(documents), shown(folder))))
}
