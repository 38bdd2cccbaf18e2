import { join } from 'node:path'
import { type Command, Option } from 'commander'
import type { Spacing, TrainingProgress } from '../../tokenizers/index.ts'
import type { Context } from '../context.ts'
import { readInput } from '../input.ts'
import { interruptible } from '../interrupt.ts'
import { countFlag } from '../options.ts'
import type { AddCommand } from '../program.ts'
import { progressLine } from '../progress-line.ts'
import { openTokenizer } from '../tokenizer-path.ts'
import { trainingTexts } from '../training-texts.ts'
import { oneLine } from '../view/width.ts'
import { type CompareFlags, compare } from './tokenizer-compare.ts'

const models = ['bpe', 'wordpiece'] as const
const spacings = ['glued', 'apart'] as const satisfies readonly Spacing[]

export const addTokenizer: AddCommand = (parent, { text, contextOf }) => {
  const { commands, options } = text.help
  const tokenizer = parent.command('tokenizer').description(commands.tokenizer)
  tokenizer
    .command('train')
    .description(commands.tokenizerTrain)
    .argument('<FILE...>', text.help.arguments.texts)
    .requiredOption('--out <folder>', options.tokenizerOut)
    .addOption(
      new Option('--vocabulary-size <count>', options.vocabularySize).argParser(countFlag(text)).default(4096, '4096'),
    )
    .addOption(new Option('--model <kind>', options.tokenizerModel).choices(models).default('bpe'))
    .addOption(new Option('--spacing <way>', options.spacing).choices(spacings).default('glued'))
    .option('--common-words <count>', options.commonWords, countFlag(text))
    .option('--whole-characters-from <count>', options.wholeCharactersFrom, countFlag(text))
    .option('--sample-characters <count>', options.sampleCharacters, countFlag(text))
    .action((files: string[], flags: TrainFlags, command: Command) => train(contextOf(command), files, flags))
  tokenizer
    .command('encode')
    .description(commands.tokenizerEncode)
    .argument('<NAME|PATH>', text.help.arguments.tokenizer)
    .argument('<FILE>', text.help.arguments.file)
    .option('--special', options.special)
    .action((path: string, file: string, flags: { special?: boolean }, command: Command) =>
      encode(contextOf(command), path, file, flags.special ?? false),
    )
  tokenizer
    .command('compare')
    .description(commands.tokenizerCompare)
    .argument('[TEXT|FILE]', text.help.arguments.textOrFile)
    .option('--with <name...>', options.compareWith)
    .option('--own <path...>', options.compareOwn)
    .option('--html <file>', options.compareHtml)
    .action((given: string | undefined, flags: CompareFlags, command: Command) =>
      compare(given, flags, contextOf(command)),
    )
}

interface TrainFlags {
  readonly model: (typeof models)[number]
  readonly out: string
  readonly vocabularySize: number
  readonly spacing: Spacing
  readonly commonWords?: number
  readonly wholeCharactersFrom?: number
  readonly sampleCharacters?: number
}

async function train(context: Context, files: readonly string[], flags: TrainFlags): Promise<void> {
  const { text, numbers } = context
  const tokenizers = await import('../../tokenizers/index.ts')
  const texts = () => trainingTexts(files, context, flags.sampleCharacters)
  const progress = progressLine(context)
  const { vocabularySize, spacing, out, wholeCharactersFrom } = flags
  const onProgress = (event: TrainingProgress) =>
    progress.show(
      event.stage === 'count'
        ? text.tokenizer.counting(numbers.whole(event.texts))
        : text.tokenizer.merging(numbers.whole(event.tokens), numbers.whole(event.vocabularySize)),
    )
  const json = await interruptible(context, async signal => {
    const common = { vocabularySize, signal, onProgress }
    if (flags.model === 'wordpiece') return tokenizers.trainWordPiece(texts(), { ...common, uncased: true })
    return tokenizers.trainByteLevelBpe(texts(), {
      ...common,
      spacing,
      specialTokens: tokenizers.chatTokens,
      commonWords: flags.commonWords ? await tokenizers.commonWords(texts(), flags.commonWords) : [],
      ...(wholeCharactersFrom ? { wholeCharactersFrom } : {}),
    })
  }).finally(progress.clear)
  if (flags.model === 'wordpiece') await tokenizers.writeTokenizerJson(join(out, 'tokenizer.json'), json)
  else await tokenizers.saveTokenizer(out, { json, template: tokenizers.chatTemplate })
  const size = tokenizers.tokenizerFromJson(json).vocabularySize
  if (context.json) context.print(JSON.stringify({ folder: out, vocabularySize: size }))
  else context.print(text.tokenizer.trained(numbers.whole(size), out))
}

async function encode(context: Context, path: string, file: string, special: boolean): Promise<void> {
  const content = await readInput(file, context)
  const tokenizer = await openTokenizer(path, context)
  const ids = tokenizer.encode(content, { special })
  if (context.json) return context.print(JSON.stringify({ ids: Array.from(ids) }))
  // A token may hold a part of a character only; what it stands for is then shown as its bytes would be: �.
  for (const id of ids) context.print(`${id}\t${oneLine(JSON.stringify(tokenizer.decode([id])))}`)
}
